using Holdfast.Embedded.Storage;

namespace Holdfast.Embedded.Journal;

/// <summary>
/// The writes of one commit, without those that it makes void: units that become durable together need only what is
/// there after the last of them. Reused from commit to commit; not thread-safe.
/// </summary>
internal sealed class CommitWrites
{
    // In the order of issue. What is void is null.
    private readonly List<StoreWrite?> _writes = [];
    private readonly Dictionary<long, int> _journals = [];
    private readonly Dictionary<(string Service, string Key, string Name), int> _states = [];

    /// <summary>Takes the place of the writes of the commit before.</summary>
    public void Gather(IReadOnlyList<List<StoreWrite>> units)
    {
        _writes.Clear();
        _journals.Clear();
        _states.Clear();
        foreach (var unit in units)
        {
            foreach (var write in unit)
                Add(write);
        }
    }

    /// <summary>What is left, in the order of issue.</summary>
    public void ForEach(Action<StoreWrite> apply)
    {
        foreach (var write in _writes)
        {
            if (write is not null)
                apply(write);
        }
    }

    private void Add(StoreWrite write)
    {
        switch (write)
        {
            case StoreWrite.Append append when _journals.TryGetValue(append.Number, out var at):
                _writes[at] = Join((StoreWrite.Append)_writes[at]!, append);
                return;
            case StoreWrite.Append append:
                _journals[append.Number] = _writes.Count;
                break;
            case StoreWrite.Complete complete when _journals.Remove(complete.Number, out var at):
                // Nobody replays a completed invocation.
                _writes[at] = null;
                break;
            case StoreWrite.SetState set:
                if (_states.TryGetValue((set.Service, set.Key, set.Name), out var earlier))
                    _writes[earlier] = null;
                _states[(set.Service, set.Key, set.Name)] = _writes.Count;
                break;
        }

        _writes.Add(write);
    }

    private static StoreWrite.Append Join(StoreWrite.Append earlier, StoreWrite.Append later) =>
        earlier with { Entries = [.. earlier.Entries, .. later.Entries] };
}
