using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>One key of a virtual object or workflow in memory: its state, and whose turn it is.</summary>
internal sealed class ObjectKey(string service, string key, Dictionary<string, ReadOnlyMemory<byte>> state, IEnumerable<long> inbox)
{
    private readonly Queue<long> _inbox = new(inbox);
    private Dictionary<string, ReadOnlyMemory<byte>> _state = state;
    private bool _stateIsLent;

    public string Service { get; } = service;

    public string Key { get; } = key;

    /// <summary>The exclusive invocation whose turn it is.</summary>
    public long? Holder => _inbox.TryPeek(out var number) ? number : null;

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

    public void Enqueue(long number) => _inbox.Enqueue(number);

    /// <summary>Ends the holder's turn, or gives up a place further back.</summary>
    public void Leave(long number)
    {
        if (_inbox.Count > 0 && _inbox.Peek() == number)
        {
            _inbox.Dequeue();
            return;
        }

        var others = _inbox.Where(other => other != number).ToList();
        _inbox.Clear();
        others.ForEach(_inbox.Enqueue);
    }

    private Dictionary<string, ReadOnlyMemory<byte>> Own()
    {
        if (_stateIsLent)
            _state = new(_state, StringComparer.Ordinal);
        _stateIsLent = false;
        return _state;
    }
}
