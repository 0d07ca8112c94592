using System.Runtime.InteropServices;
using Holdfast.Embedded.Storage;

namespace Holdfast.Embedded.Journal;

/// <summary>
/// Writes that are committed and not in the tables yet, without those that later ones make void: most invocations end
/// before they get there, and leave a row each. Not thread-safe.
/// </summary>
internal sealed class UnappliedWrites
{
    // In the order of issue. What is void is null.
    private readonly List<StoreWrite?> _writes = [];
    private readonly Dictionary<long, Places> _invocations = [];
    private readonly Dictionary<(string Service, string Key, string Name), int> _states = [];
    private readonly Dictionary<(string Service, string Key, long Position), int> _inboxes = [];

    /// <summary>How many writes there are, void ones included.</summary>
    public int Count => _writes.Count;

    /// <summary>Adds what was issued next.</summary>
    public void Add(StoreWrite write)
    {
        switch (write)
        {
            case StoreWrite.Create create:
                PlacesOf(create.Row.Number).Created = Next;
                break;
            case StoreWrite.Append append:
                AddAppend(append);
                return;
            case StoreWrite.SetStatus status:
                ref var places = ref PlacesOf(status.Number);
                Void(places.Status);
                places.Status = Next;
                break;
            case StoreWrite.Complete complete:
                AddComplete(complete);
                return;
            case StoreWrite.SetState set:
                if (_states.TryGetValue((set.Service, set.Key, set.Name), out var earlier))
                    Void(earlier);
                _states[(set.Service, set.Key, set.Name)] = Next;
                break;
            case StoreWrite.EnterInbox enter:
                _inboxes[(enter.Service, enter.Key, enter.Position)] = Next;
                break;
            case StoreWrite.LeaveInbox leave:
                // It stays: the place may be in the table already when writes are applied again after a crash.
                if (_inboxes.Remove((leave.Service, leave.Key, leave.Position), out var entered))
                    Void(entered);
                break;
            case StoreWrite.Barrier:
                return;
        }

        _writes.Add(write);
    }

    /// <summary>
    /// Applies so many of what is left, in an order that is valid after every one; returns where to go on, which is
    /// <see cref="Count"/> at the end.
    /// </summary>
    public int Apply(int from, int count, Action<StoreWrite> apply)
    {
        var at = from;
        for (; at < _writes.Count && count > 0; at++)
        {
            if (_writes[at] is not { } write)
                continue;
            apply(write is StoreWrite.Append append ? Joined(append) : write);
            count--;
        }

        return at;
    }

    public void Clear()
    {
        _writes.Clear();
        _invocations.Clear();
        _states.Clear();
        _inboxes.Clear();
    }

    private int Next => _writes.Count;

    /// <summary>What is appended to one journal is one row, at the place of the first.</summary>
    private void AddAppend(StoreWrite.Append append)
    {
        ref var places = ref PlacesOf(append.Number);
        if (places.Appended is { } at && _writes[at] is not null)
        {
            (places.AppendedLater ??= []).Add(append.Entries);
            return;
        }

        places.Appended = Next;
        places.AppendedLater = null;
        _writes.Add(append);
    }

    private StoreWrite.Append Joined(StoreWrite.Append first)
    {
        if (PlacesOf(first.Number).AppendedLater is not { } later)
            return first;
        var entries = new byte[first.Entries.Length + later.Sum(part => part.Length)];
        first.Entries.CopyTo(entries, 0);
        var at = first.Entries.Length;
        foreach (var part in later)
        {
            part.CopyTo(entries, at);
            at += part.Length;
        }

        return first with { Entries = entries };
    }

    /// <summary>Nobody replays a completed invocation, or asks for an earlier status.</summary>
    private void AddComplete(StoreWrite.Complete complete)
    {
        ref var places = ref PlacesOf(complete.Number);
        Void(places.Appended);
        Void(places.Status);
        if (places.Created is { } at && _writes[at] is StoreWrite.Create { Row: var row })
            _writes[at] = new StoreWrite.CreateCompleted(row, complete);
        else
            _writes.Add(complete);
    }

    private ref Places PlacesOf(long number) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(_invocations, number, out _);

    private void Void(int? at)
    {
        if (at is { } place)
            _writes[place] = null;
    }

    /// <summary>Where the writes of an invocation are.</summary>
    private struct Places
    {
        public int? Created { get; set; }

        public int? Appended { get; set; }

        /// <summary>Entries that belong into the row of the first; joined only if it is written.</summary>
        public List<byte[]>? AppendedLater { get; set; }

        public int? Status { get; set; }
    }
}
