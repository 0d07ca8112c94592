using System.Collections.Frozen;
using Holdfast.Engine;

namespace Holdfast.Embedded.Journal;

/// <summary>
/// Journal entries as bytes: a tag, then the fields in the order of the record. Tags and orders are for ever: databases
/// of older releases are read with this code. New fields get a new tag.
/// </summary>
internal static class EntryCodec
{
    private enum Tag : byte
    {
        Input = 0,
        Output = 1,
        GetLazyState = 2,
        SetState = 3,
        ClearState = 4,
        ClearAllState = 5,
        GetLazyStateKeys = 6,
        GetEagerState = 7,
        GetEagerStateKeys = 8,
        GetPromise = 9,
        PeekPromise = 10,
        CompletePromise = 11,
        Sleep = 12,
        Call = 13,
        OneWayCall = 14,
        SendSignal = 16,
        Run = 17,
        AttachInvocation = 18,
        GetInvocationOutput = 19,
        CompleteAwakeable = 20,
        Notification = 128,
    }

    private static readonly FrozenDictionary<string, string> _noHeaders = FrozenDictionary<string, string>.Empty;

    public static void Write(this EntryWriter to, JournalEntry entry)
    {
        switch (entry)
        {
            case Notification notification:
                to.Byte((byte)Tag.Notification);
                to.Write(notification.Id);
                to.Write(notification.Result);
                break;
            case RunCommand run:
                to.Byte((byte)Tag.Run);
                to.Number(run.CompletionId);
                to.OptionalText(run.Name);
                break;
            case CallCommand or OneWayCallCommand or SendSignalCommand or AttachInvocationCommand
                or GetInvocationOutputCommand or CompleteAwakeableCommand:
                WriteInvoking(to, entry);
                break;
            case GetPromiseCommand or PeekPromiseCommand or CompletePromiseCommand:
                WritePromise(to, entry);
                break;
            case InputCommand input:
                to.Byte((byte)Tag.Input);
                to.Bytes(input.Body.Span);
                to.Pairs(input.Headers);
                break;
            case OutputCommand output:
                to.Byte((byte)Tag.Output);
                to.Write(output.Result);
                break;
            case SleepCommand sleep:
                to.Byte((byte)Tag.Sleep);
                to.Time(sleep.WakeUpTime);
                to.Number(sleep.CompletionId);
                to.OptionalText(sleep.Name);
                break;
            default:
                WriteState(to, entry);
                break;
        }
    }

    public static JournalEntry Entry(this ref EntryReader from) => (Tag)from.Byte() switch
    {
        Tag.Notification => new Notification(from.NotificationId(), from.Result()),
        Tag.Run => new RunCommand(Id(ref from), from.OptionalText()),
        Tag.Input => new InputCommand(from.Bytes(), from.Pairs() ?? _noHeaders),
        Tag.Output => new OutputCommand(from.Result()),
        Tag.Sleep => new SleepCommand(from.Time(), Id(ref from), from.OptionalText()),
        Tag.Call => new CallCommand(
            from.Target(), from.Bytes(), from.CallOptions(), Id(ref from), Id(ref from), from.OptionalText()),
        Tag.OneWayCall => new OneWayCallCommand(
            from.Target(), from.Bytes(), from.CallOptions(), OptionalTime(ref from), Id(ref from), from.OptionalText()),
        Tag.SendSignal => new SendSignalCommand(from.Text(), from.NotificationId(), from.Result()),
        Tag.AttachInvocation => new AttachInvocationCommand(from.InvocationTarget(), Id(ref from)),
        Tag.GetInvocationOutput => new GetInvocationOutputCommand(from.InvocationTarget(), Id(ref from)),
        Tag.CompleteAwakeable => new CompleteAwakeableCommand(from.Text(), from.Result()),
        Tag.GetPromise => new GetPromiseCommand(from.Text(), Id(ref from)),
        Tag.PeekPromise => new PeekPromiseCommand(from.Text(), Id(ref from)),
        Tag.CompletePromise => new CompletePromiseCommand(from.Text(), from.Result(), Id(ref from)),
        Tag.GetLazyState => new GetLazyStateCommand(from.Text(), Id(ref from)),
        Tag.GetLazyStateKeys => new GetLazyStateKeysCommand(Id(ref from)),
        Tag.GetEagerState => new GetEagerStateCommand(from.Text(), from.Result()),
        Tag.GetEagerStateKeys => new GetEagerStateKeysCommand((EntryResult.StateKeys)from.Result()),
        Tag.SetState => new SetStateCommand(from.Text(), from.Bytes()),
        Tag.ClearState => new ClearStateCommand(from.Text()),
        Tag.ClearAllState => new ClearAllStateCommand(),
        var tag => throw new InvalidDataException(
            $"Unknown journal entry {(byte)tag}: the database was written by a newer release, or is damaged"),
    };

    private static void WriteInvoking(EntryWriter to, JournalEntry entry)
    {
        switch (entry)
        {
            case CallCommand call:
                to.Byte((byte)Tag.Call);
                to.Write(call.Target);
                to.Bytes(call.Parameter.Span);
                to.Write(call.Options);
                to.Number(call.InvocationIdCompletionId);
                to.Number(call.CompletionId);
                to.OptionalText(call.Name);
                break;
            case OneWayCallCommand send:
                to.Byte((byte)Tag.OneWayCall);
                to.Write(send.Target);
                to.Bytes(send.Parameter.Span);
                to.Write(send.Options);
                to.Byte(send.InvokeTime is null ? (byte)0 : (byte)1);
                if (send.InvokeTime is { } time)
                    to.Time(time);
                to.Number(send.InvocationIdCompletionId);
                to.OptionalText(send.Name);
                break;
            case SendSignalCommand signal:
                to.Byte((byte)Tag.SendSignal);
                to.Text(signal.InvocationId);
                to.Write(signal.Signal);
                to.Write(signal.Result);
                break;
            case AttachInvocationCommand attach:
                to.Byte((byte)Tag.AttachInvocation);
                to.Write(attach.Invocation);
                to.Number(attach.CompletionId);
                break;
            case GetInvocationOutputCommand output:
                to.Byte((byte)Tag.GetInvocationOutput);
                to.Write(output.Invocation);
                to.Number(output.CompletionId);
                break;
            case CompleteAwakeableCommand awakeable:
                to.Byte((byte)Tag.CompleteAwakeable);
                to.Text(awakeable.AwakeableId);
                to.Write(awakeable.Result);
                break;
        }
    }

    private static void WritePromise(EntryWriter to, JournalEntry entry)
    {
        switch (entry)
        {
            case GetPromiseCommand get:
                to.Byte((byte)Tag.GetPromise);
                to.Text(get.Key);
                to.Number(get.CompletionId);
                break;
            case PeekPromiseCommand peek:
                to.Byte((byte)Tag.PeekPromise);
                to.Text(peek.Key);
                to.Number(peek.CompletionId);
                break;
            case CompletePromiseCommand complete:
                to.Byte((byte)Tag.CompletePromise);
                to.Text(complete.Key);
                to.Write(complete.Result);
                to.Number(complete.CompletionId);
                break;
        }
    }

    private static void WriteState(EntryWriter to, JournalEntry entry)
    {
        switch (entry)
        {
            case GetLazyStateCommand get:
                to.Byte((byte)Tag.GetLazyState);
                to.Text(get.Key);
                to.Number(get.CompletionId);
                break;
            case GetLazyStateKeysCommand keys:
                to.Byte((byte)Tag.GetLazyStateKeys);
                to.Number(keys.CompletionId);
                break;
            case GetEagerStateCommand get:
                to.Byte((byte)Tag.GetEagerState);
                to.Text(get.Key);
                to.Write(get.Result);
                break;
            case GetEagerStateKeysCommand keys:
                to.Byte((byte)Tag.GetEagerStateKeys);
                to.Write(keys.Keys);
                break;
            case SetStateCommand set:
                to.Byte((byte)Tag.SetState);
                to.Text(set.Key);
                to.Bytes(set.Value.Span);
                break;
            case ClearStateCommand clear:
                to.Byte((byte)Tag.ClearState);
                to.Text(clear.Key);
                break;
            case ClearAllStateCommand:
                to.Byte((byte)Tag.ClearAllState);
                break;
            default:
                throw new System.Diagnostics.UnreachableException(entry.GetType().Name);
        }
    }

    private static uint Id(ref EntryReader from) => checked((uint)from.Number());

    private static DateTimeOffset? OptionalTime(ref EntryReader from) => from.Byte() == 0 ? null : from.Time();
}
