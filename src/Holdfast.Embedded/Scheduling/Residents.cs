using System.Buffers.Binary;
using Holdfast.Embedded.Journal;
using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// The invocations and keys that are in memory. Others are read from disk when something happens to them. One leaves
/// memory when nothing is going on with it and all of its writes are applied, so that what is read back is complete.
/// </summary>
internal sealed class Residents(EngineCore core, IReadOnlyDictionary<string, ServiceDefinition> services)
{
    private readonly Dictionary<long, Invocation> _invocations = [];
    private readonly Dictionary<(string Service, string Key), ObjectKey> _keys = [];
    private readonly Dictionary<string, long> _dedup = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Invocation, long> _leaving = new();
    private readonly PriorityQueue<ObjectKey, long> _leavingKeys = new();

    public int Count => _invocations.Count;

    /// <summary>By number, if it is in memory.</summary>
    public Invocation? FindResident(long number) => _invocations.GetValueOrDefault(number);

    /// <summary>By number, with its journal; null when there is none.</summary>
    public Invocation? Find(long number)
    {
        if (_invocations.TryGetValue(number, out var resident))
            return resident;
        if (core.Reader.Find(number) is not { } row)
            return null;
        var invocation = new Invocation(row, services.GetValueOrDefault(row.Target.Service)) { MayBeAwaited = true };
        if (!invocation.IsCompleted)
        {
            ReadJournal(invocation, row.Damage);
            Add(invocation);
            MayLeave(invocation);
        }

        return invocation;
    }

    /// <summary>One that cannot be read pauses and says so; it must not stop the others.</summary>
    private void ReadJournal(Invocation invocation, string? damage)
    {
        var chunks = core.Reader.Journal(invocation.Number, out var nextChunk);
        try
        {
            invocation.UseJournal(EntriesOf(chunks), nextChunk);
        }
        catch (Exception error)
        {
            damage = error.Message;
        }

        if (damage is null)
            return;
        invocation.PauseDamaged(damage, nextChunk);
        var paused = new StoreWrite.SetStatus(invocation.Number, StoredStatus.Paused, invocation.ModifiedAt);
        invocation.LastWrite = core.Write(paused with { LastFailure = invocation.LastFailure });
    }

    private static List<JournalEntry> EntriesOf(List<byte[]> chunks)
    {
        var entries = new List<JournalEntry>();
        foreach (var bytes in chunks)
        {
            var chunk = new EntryReader(bytes);
            while (!chunk.AtEnd)
                entries.Add(chunk.Entry());
        }

        return entries;
    }

    /// <summary>By its public id.</summary>
    public Invocation? Find(string invocationId)
    {
        Span<byte> id = stackalloc byte[InvocationIdText.RawLength];
        return InvocationIdText.TryParse(invocationId, id)
            && Find(NumberOf(id)) is { } found
            && id.SequenceEqual(found.Id)
            ? found
            : null;
    }

    /// <summary>By what callers may name it with.</summary>
    public Invocation? Find(InvocationTarget target) => target switch
    {
        InvocationTarget.ById byId => Find(byId.InvocationId),
        InvocationTarget.ByIdempotencyKey byKey => FindDedup(DedupName.Of(byKey.Target, byKey.IdempotencyKey)),
        InvocationTarget.ByWorkflow workflow => FindDedup(DedupName.OfWorkflow(workflow.Workflow, workflow.Key)),
        _ => null,
    };

    /// <summary>The invocation that was accepted under this name.</summary>
    public Invocation? FindDedup(string name) =>
        (_dedup.TryGetValue(name, out var number) ? number : core.Reader.Dedup(name)) is { } known ? Find(known) : null;

    public void Add(Invocation invocation)
    {
        _invocations.Add(invocation.Number, invocation);
        if (invocation.Target.Key is not { } key)
            return;
        invocation.Key = KeyOf(invocation.Target.Service, key);
        invocation.Key.Residents++;
    }

    /// <summary>One that was not there before.</summary>
    public void AddNew(Invocation invocation)
    {
        // The key of a workflow is new with its run: nothing of it is on disk that would have to be read.
        if (invocation is { Handler.Kind: HandlerKind.Run, Target: { Service: var service, Key: { } key } })
            _keys.TryAdd((service, key), new(service, key, new(StringComparer.Ordinal), []));
        Add(invocation);
    }

    public void AddDedup(string name, long number) => _dedup.Add(name, number);

    /// <summary>The key's state and queue.</summary>
    public ObjectKey KeyOf(string service, string key)
    {
        if (!_keys.TryGetValue((service, key), out var resident))
        {
            resident = new(service, key, core.Reader.State(service, key), core.Reader.Inbox(service, key));
            _keys.Add((service, key), resident);
        }

        return resident;
    }

    /// <summary>
    /// Notes that nothing goes on with the invocation; it leaves memory if that is still so when it is in the tables.
    /// </summary>
    public void MayLeave(Invocation invocation) => _leaving.Enqueue(invocation, LastWriteOf(invocation));

    /// <summary>Lets go of what can be read back. Called now and then.</summary>
    public void Release()
    {
        var applied = core.Commit.Applied;
        while (_leaving.TryPeek(out var invocation, out var sequence) && sequence <= applied)
        {
            _leaving.Dequeue();
            if (FindResident(invocation.Number) != invocation || !IsIdle(invocation))
                continue;
            if (LastWriteOf(invocation) > applied)
                MayLeave(invocation);
            else if (_invocations.Remove(invocation.Number))
                Forget(invocation);
        }

        while (_leavingKeys.TryPeek(out var key, out var sequence) && sequence <= applied)
        {
            _leavingKeys.Dequeue();
            Forget(key);
        }
    }

    /// <summary>Lets go of a purged invocation at once.</summary>
    public void Remove(Invocation invocation, bool withState)
    {
        if (withState)
        {
            var key = KeyOf(invocation.Target.Service, invocation.Target.Key!);
            key.Reset();
            key.LastWrite = core.UnitSequence;
            Forget(key);
        }

        if (_invocations.Remove(invocation.Number))
            Forget(invocation);
    }

    public static long NumberOf(ReadOnlySpan<byte> id) => BinaryPrimitives.ReadInt64BigEndian(id[8..]);

    private static bool IsIdle(Invocation invocation) =>
        invocation is { Attempt: null, IsQueued: false } && (invocation.Ended is null || invocation.IsCompleted);

    private static long LastWriteOf(Invocation invocation) =>
        Math.Max(invocation.LastWrite, invocation.Key?.LastWrite ?? 0);

    private void Forget(Invocation invocation)
    {
        if (DedupName.Of(invocation) is { } name)
            _dedup.Remove(name);
        if (invocation.Key is not { } key)
            return;
        key.Residents--;
        Forget(key);
    }

    /// <summary>Lets go of a key that nobody uses, once what is on disk is what it says.</summary>
    private void Forget(ObjectKey key)
    {
        if (key.Residents > 0)
            return;
        if (key.LastWrite > core.Commit.Applied)
            _leavingKeys.Enqueue(key, key.LastWrite);
        else if (_keys.GetValueOrDefault((key.Service, key.Key)) == key)
            _keys.Remove((key.Service, key.Key));
    }
}

/// <summary>The one text under which repeated submissions find an invocation.</summary>
internal static class DedupName
{
    public static string Of(Target target, string idempotencyKey) =>
        string.Join('\0', "i", target.Service, target.Handler, target.Key, idempotencyKey);

    public static string OfWorkflow(string service, string key) => string.Join('\0', "w", service, key);

    public static string? Of(Invocation invocation) =>
        Of(invocation.Target, invocation.Handler?.Kind, invocation.IdempotencyKey);

    public static string? Of(Target target, HandlerKind? kind, string? idempotencyKey) => kind switch
    {
        HandlerKind.Run => OfWorkflow(target.Service, target.Key!),
        _ => idempotencyKey is null ? null : Of(target, idempotencyKey),
    };
}
