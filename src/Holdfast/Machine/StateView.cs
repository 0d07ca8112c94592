using Holdfast.Engine;

namespace Holdfast.Machine;

/// <summary>
/// The object's state as the handler sees it: what the attempt was given, under what the handler wrote.
/// </summary>
internal sealed class StateView(AttemptStart start)
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>?> _written = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, ReadOnlyMemory<byte>> _given = start.State;

    /// <summary>Are all keys known? If not, unknown ones are read lazily.</summary>
    public bool IsComplete { get; private set; } = !start.StateIsPartial;

    /// <summary>
    /// The entry as known: a value, <see cref="EntryResult.Void"/> when it is not set, null when it is not known.
    /// </summary>
    public EntryResult? Read(string key)
    {
        if (_written.TryGetValue(key, out var written))
            return written is { } value ? new EntryResult.Value(value) : EntryResult.Nothing;
        if (_given.TryGetValue(key, out var given))
            return new EntryResult.Value(given);
        return IsComplete ? EntryResult.Nothing : null;
    }

    /// <summary>Keys that are set, in ordinal order. Only when <see cref="IsComplete"/>.</summary>
    public EntryResult.StateKeys Keys()
    {
        var keys = new List<string>();
        foreach (var key in _given.Keys)
        {
            if (!_written.ContainsKey(key))
                keys.Add(key);
        }

        foreach (var (key, value) in _written)
        {
            if (value is not null)
                keys.Add(key);
        }

        keys.Sort(StringComparer.Ordinal);
        return new(keys);
    }

    public void Set(string key, ReadOnlyMemory<byte> value) => _written[key] = value;

    public void Clear(string key) => _written[key] = null;

    public void ClearAll()
    {
        _written.Clear();
        _given = System.Collections.Frozen.FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty;
        IsComplete = true;
    }
}
