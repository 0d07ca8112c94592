using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>One key of a virtual object or workflow in memory: its state, and whose turn it is.</summary>
internal sealed class ObjectKey(
    string service, string key, Dictionary<string, ReadOnlyMemory<byte>> state, IEnumerable<InboxPlace> inbox)
{
    private readonly LinkedList<InboxPlace> _inbox = new(inbox);
    private Dictionary<string, ReadOnlyMemory<byte>> _state = state;
    private bool _stateIsLent;

    public string Service { get; } = service;

    public string Key { get; } = key;

    /// <summary>The exclusive invocation whose turn it is.</summary>
    public long? Holder => _inbox.First?.Value.Number;

    /// <summary>Workflow promises that were completed since the key came into memory.</summary>
    public Dictionary<string, EntryResult> Promises { get; } = new(StringComparer.Ordinal);

    /// <summary>Sequence number of the newest write. The key stays in memory until that is durable.</summary>
    public long LastWrite { get; set; }

    /// <summary>Invocations of this key in memory.</summary>
    public int Residents { get; set; }

    /// <summary>The state as it is now; the caller's copy never changes.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Snapshot()
    {
        _stateIsLent = true;
        return _state;
    }

    public void Set(string name, ReadOnlyMemory<byte> value) => Own()[name] = value;

    public void Clear(string name) => Own().Remove(name);

    public void ClearAll() => Own().Clear();

    /// <summary>Forgets state and promises, as the purge of a workflow does on disk.</summary>
    public void Reset()
    {
        ClearAll();
        Promises.Clear();
    }

    /// <summary>Has this invocation a place in the queue?</summary>
    public bool Holds(long number) => _inbox.Any(place => place.Number == number);

    /// <summary>Takes the last place in the queue; returns its position.</summary>
    public long Enter(long number)
    {
        var position = (_inbox.Last?.Value.Position ?? 0) + 1;
        _inbox.AddLast(new InboxPlace(position, number));
        return position;
    }

    /// <summary>Gives up a place, wherever it is; returns its position, or null when there was none.</summary>
    public long? Leave(long number)
    {
        for (var at = _inbox.First; at is not null; at = at.Next)
        {
            if (at.Value.Number != number)
                continue;
            _inbox.Remove(at);
            return at.Value.Position;
        }

        return null;
    }

    private Dictionary<string, ReadOnlyMemory<byte>> Own()
    {
        if (_stateIsLent)
            _state = new(_state, StringComparer.Ordinal);
        _stateIsLent = false;
        return _state;
    }
}
