using Holdfast.Embedded.Journal;

namespace Holdfast.Embedded.Storage;

/// <summary>
/// Writes as bytes, for the redo table: a tag, then the fields in the order of the record. Tags and orders are for
/// ever: what an older release left is read with this code. New fields get a new tag.
/// </summary>
internal static class StoreWriteCodec
{
    private enum Tag : byte
    {
        Create = 1,
        Append = 2,
        SetStatus = 3,
        Complete = 4,
        Purge = 5,
        SetState = 6,
        ClearState = 7,
        ClearAllState = 8,
        EnterInbox = 9,
        LeaveInbox = 10,
        AddTimer = 11,
        RemoveTimer = 12,
        AddDedup = 13,
        SetPromise = 14,
        AddWaiter = 15,
        RemoveWaiters = 16,
    }

    public static void Write(this EntryWriter to, StoreWrite write)
    {
        switch (write)
        {
            case StoreWrite.Append w:
                to.Tagged(Tag.Append).Signed(w.Number);
                to.Signed(w.Position);
                to.Bytes(w.Entries);
                break;
            case StoreWrite.Create w:
                to.Tagged(Tag.Create).Row(w.Row);
                break;
            case StoreWrite.Complete w:
                to.Tagged(Tag.Complete).Signed(w.Number);
                to.Bytes(w.Result);
                to.OptionalText(w.Failure);
                to.Time(w.At);
                to.OptionalTime(w.Expires);
                break;
            case StoreWrite.SetStatus w:
                to.Tagged(Tag.SetStatus).Status(w);
                break;
            case StoreWrite.SetState w:
                to.Tagged(Tag.SetState).Texts(w.Service, w.Key, w.Name);
                to.Bytes(w.Value.Span);
                break;
            case StoreWrite.ClearState w:
                to.Tagged(Tag.ClearState).Texts(w.Service, w.Key, w.Name);
                break;
            case StoreWrite.ClearAllState w:
                to.Tagged(Tag.ClearAllState).Texts(w.Service, w.Key);
                break;
            case StoreWrite.EnterInbox w:
                to.Tagged(Tag.EnterInbox).Texts(w.Service, w.Key);
                to.Signed(w.Position);
                to.Signed(w.Number);
                break;
            case StoreWrite.LeaveInbox w:
                to.Tagged(Tag.LeaveInbox).Texts(w.Service, w.Key);
                to.Signed(w.Position);
                break;
            default:
                WriteRare(to, write);
                break;
        }
    }

    /// <exception cref="InvalidDataException">The bytes are not of this form.</exception>
    public static StoreWrite Write(this ref EntryReader from) => (Tag)from.Byte() switch
    {
        Tag.Append => new StoreWrite.Append(from.Signed(), (int)from.Signed(), from.Bytes().ToArray()),
        Tag.Create => new StoreWrite.Create(Row(ref from)),
        Tag.Complete => new StoreWrite.Complete(
            from.Signed(), from.Bytes().ToArray(), from.OptionalText(), from.Time(), from.OptionalTime()),
        Tag.SetStatus => Status(ref from),
        Tag.SetState => new StoreWrite.SetState(from.Text(), from.Text(), from.Text(), from.Bytes()),
        Tag.ClearState => new StoreWrite.ClearState(from.Text(), from.Text(), from.Text()),
        Tag.ClearAllState => new StoreWrite.ClearAllState(from.Text(), from.Text()),
        Tag.EnterInbox => new StoreWrite.EnterInbox(from.Text(), from.Text(), from.Signed(), from.Signed()),
        Tag.LeaveInbox => new StoreWrite.LeaveInbox(from.Text(), from.Text(), from.Signed()),
        Tag.AddTimer => new StoreWrite.AddTimer(new(from.Time(), from.Signed(), from.Signed())),
        Tag.RemoveTimer => new StoreWrite.RemoveTimer(new(from.Time(), from.Signed(), from.Signed())),
        Tag.AddDedup => new StoreWrite.AddDedup(from.Text(), from.Signed()),
        Tag.SetPromise => new StoreWrite.SetPromise(from.Text(), from.Text(), from.Text(), from.Bytes().ToArray()),
        Tag.AddWaiter => new StoreWrite.AddWaiter(from.Text(), new(from.Signed(), (uint)from.Number())),
        Tag.RemoveWaiters => new StoreWrite.RemoveWaiters(from.Text()),
        Tag.Purge => new StoreWrite.Purge(
            from.Signed(), from.OptionalText(), from.Byte() == 0 ? null : (from.Text(), from.Text())),
        var unknown => throw new InvalidDataException($"A write of the redo table has the unknown tag {unknown}"),
    };

    private static void WriteRare(EntryWriter to, StoreWrite write)
    {
        switch (write)
        {
            case StoreWrite.AddTimer w:
                to.Tagged(Tag.AddTimer).Timer(w.Timer);
                break;
            case StoreWrite.RemoveTimer w:
                to.Tagged(Tag.RemoveTimer).Timer(w.Timer);
                break;
            case StoreWrite.AddDedup w:
                to.Tagged(Tag.AddDedup).Text(w.Name);
                to.Signed(w.Number);
                break;
            case StoreWrite.SetPromise w:
                to.Tagged(Tag.SetPromise).Texts(w.Service, w.Key, w.Name);
                to.Bytes(w.Result);
                break;
            case StoreWrite.AddWaiter w:
                to.Tagged(Tag.AddWaiter).Text(w.Topic);
                to.Signed(w.Waiter.Number);
                to.Number(w.Waiter.CompletionId);
                break;
            case StoreWrite.RemoveWaiters w:
                to.Tagged(Tag.RemoveWaiters).Text(w.Topic);
                break;
            case StoreWrite.Purge w:
                to.Tagged(Tag.Purge).Signed(w.Number);
                to.OptionalText(w.DedupName);
                to.Presence(w.Workflow is not null);
                if (w.Workflow is { } workflow)
                    to.Texts(workflow.Service, workflow.Key);
                break;
            case StoreWrite.Barrier:
                break;
            default:
                throw new System.Diagnostics.UnreachableException(write.GetType().Name);
        }
    }

    // What a new invocation has; everything else comes later.
    private static void Row(this EntryWriter to, InvocationRow row)
    {
        to.Signed(row.Number);
        to.Bytes(row.Id);
        to.Texts(row.Target.Service, row.Target.Handler);
        to.OptionalText(row.Target.Key);
        to.Byte((byte)row.Status);
        to.Time(row.CreatedAt);
        to.OptionalText(row.IdempotencyKey);
        to.Presence(row.Caller is not null);
        if (row.Caller is { } caller)
        {
            to.Signed(caller.Number);
            to.Number(caller.CompletionId);
        }

        to.OptionalTime(row.DueAt);
    }

    private static InvocationRow Row(ref EntryReader from)
    {
        var number = from.Signed();
        var id = from.Bytes().ToArray();
        var target = new Target(from.Text(), from.Text(), from.OptionalText());
        var status = (StoredStatus)from.Byte();
        var createdAt = from.Time();
        return new()
        {
            Number = number,
            Id = id,
            Target = target,
            Status = status,
            CreatedAt = createdAt,
            ModifiedAt = createdAt,
            IdempotencyKey = from.OptionalText(),
            Caller = from.Byte() == 0 ? null : new(from.Signed(), (uint)from.Number()),
            DueAt = from.OptionalTime(),
        };
    }

    private static void Status(this EntryWriter to, StoreWrite.SetStatus status)
    {
        to.Signed(status.Number);
        to.Byte((byte)status.Status);
        to.Time(status.At);
        to.Presence(status.WaitingOn is not null);
        if (status.WaitingOn is { } waitingOn)
            to.Bytes(waitingOn);
        to.OptionalTime(status.DueAt);
        to.Signed(status.RetryCount);
        to.OptionalTime(status.RetrySince);
        to.OptionalText(status.LastFailure);
    }

    private static StoreWrite.SetStatus Status(ref EntryReader from) =>
        new(from.Signed(), (StoredStatus)from.Byte(), from.Time())
        {
            WaitingOn = from.Byte() == 0 ? null : from.Bytes().ToArray(),
            DueAt = from.OptionalTime(),
            RetryCount = (int)from.Signed(),
            RetrySince = from.OptionalTime(),
            LastFailure = from.OptionalText(),
        };

    private static EntryWriter Tagged(this EntryWriter to, Tag tag)
    {
        to.Byte((byte)tag);
        return to;
    }

    private static void Timer(this EntryWriter to, DueTimer timer)
    {
        to.Time(timer.DueAt);
        to.Signed(timer.Number);
        to.Signed(timer.Completion);
    }

    private static void Texts(this EntryWriter to, string first, string second, string? third = null)
    {
        to.Text(first);
        to.Text(second);
        if (third is not null)
            to.Text(third);
    }

    // Most are small and none is negative but for the kinds of timers: zigzag.
    private static void Signed(this EntryWriter to, long value) => to.Number((ulong)((value << 1) ^ (value >> 63)));

    private static long Signed(this ref EntryReader from)
    {
        var value = from.Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private static void Presence(this EntryWriter to, bool isThere) => to.Byte(isThere ? (byte)1 : (byte)0);

    private static void OptionalTime(this EntryWriter to, DateTimeOffset? time)
    {
        to.Presence(time is not null);
        if (time is { } value)
            to.Time(value);
    }

    private static DateTimeOffset? OptionalTime(this ref EntryReader from) => from.Byte() == 0 ? null : from.Time();
}
