using Holdfast.Embedded.Journal;
using Holdfast.Embedded.Storage;

namespace Holdfast.Engine.Tests;

public sealed class UnappliedWritesTests
{
    private static readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    // The same array for the same value: records compare it by reference.
    private static readonly Dictionary<byte, byte[]> _values = new() { [1] = [1], [2] = [2], [3] = [3] };

    [Fact]
    public void What_is_appended_to_a_journal_is_one_row()
    {
        var left = Gather([Append(1, 3, 10), Append(2, 0, 20)], [Append(1, 4, 11), Append(1, 5, 12)]);
        Assert.Equal([(1, 3, "10 11 12"), (2, 0, "20")], left.Cast<StoreWrite.Append>().Select(Describe));
    }

    [Fact]
    public void What_is_appended_to_a_long_journal_is_rows_of_a_page_and_none_when_it_ends()
    {
        const int Entry = 1000;
        StoreWrite[] appends = [.. Enumerable.Range(0, 10).Select(i => new StoreWrite.Append(1, i, new byte[Entry]))];
        var left = Gather([.. appends]).Cast<StoreWrite.Append>().ToList();
        Assert.Equal(
            [(0, 4 * Entry), (4, 4 * Entry), (8, 2 * Entry)],
            left.Select(append => (append.Position, append.Entries.Length)));
        var end = new StoreWrite.Complete(1, [0], null, _now, _now);
        Assert.Equal([end], Gather([.. appends, end]));
    }

    [Fact]
    public void The_journal_of_what_ends_is_not_written()
    {
        var end = new StoreWrite.Complete(1, [0], null, _now, _now);
        var left = Gather([Append(1, 3, 10), Append(2, 0, 20)], [Append(1, 4, 11)], [end]);
        Assert.Equal([end], left.Except(left.OfType<StoreWrite.Append>()));
        Assert.Equal([(2, 0, "20")], left.OfType<StoreWrite.Append>().Select(Describe));
    }

    [Fact]
    public void Of_several_values_of_a_state_entry_the_last_is_written()
    {
        StoreWrite[] expected = [State("k", "b", 2), new StoreWrite.ClearState("s", "k", "a"), State("k", "a", 3)];
        Assert.Equal(expected, Gather([State("k", "a", 1), .. expected[..2]], [expected[2]]));
        Assert.Equal([State("k", "a", 1), State("l", "a", 2)], Gather([State("k", "a", 1)], [State("l", "a", 2)]));
    }

    [Fact]
    public void What_begins_and_ends_is_one_row()
    {
        var row = new InvocationRow
        {
            Number = 1,
            Id = new byte[24],
            Target = new("s", "h"),
            Status = StoredStatus.Runnable,
            CreatedAt = _now,
        };
        var end = new StoreWrite.Complete(1, [0], null, _now, _now);
        var suspended = new StoreWrite.SetStatus(1, StoredStatus.Suspended, _now) { WaitingOn = [1] };
        var left = Gather([new StoreWrite.Create(row), Append(1, 0, 10)], [suspended], [Append(1, 1, 11), end]);
        Assert.Equal([new StoreWrite.CreateCompleted(row, end)], left);
    }

    [Fact]
    public void Of_several_statuses_the_last_is_written()
    {
        var suspended = new StoreWrite.SetStatus(1, StoredStatus.Suspended, _now) { WaitingOn = [1] };
        var runnable = new StoreWrite.SetStatus(1, StoredStatus.Runnable, _now);
        Assert.Equal([runnable], Gather([suspended], [runnable]));
    }

    [Fact]
    public void A_place_in_a_queue_that_was_given_up_is_not_taken()
    {
        var (enter, leave) = (new StoreWrite.EnterInbox("s", "k", 1, 7), new StoreWrite.LeaveInbox("s", "k", 1));
        Assert.Equal([leave], Gather([enter], [leave]));
        Assert.Equal([leave, leave], Gather([leave], [enter], [leave]));
        Assert.Equal([leave, enter], Gather([leave], [enter]));
    }

    [Fact]
    public void They_can_be_applied_in_parts()
    {
        var writes = new UnappliedWrites();
        List<StoreWrite> all = [State("k", "a", 1), State("k", "a", 2), State("k", "b", 1), State("k", "c", 1)];
        all.ForEach(writes.Add);
        var parts = new List<int>();
        var left = new List<StoreWrite>();
        for (var at = 0; at < writes.Count; parts.Add(left.Count))
            at = writes.Apply(at, 2, left.Add);
        Assert.Equal([2, 3], parts);
        Assert.Equal(all.Skip(1), left);
    }

    [Fact]
    public void Nothing_is_left_once_it_was_cleared()
    {
        var writes = new UnappliedWrites();
        List<StoreWrite> earlier = [Append(1, 0, 10), State("k", "a", 1), new StoreWrite.EnterInbox("s", "k", 1, 7)];
        earlier.ForEach(writes.Add);
        writes.Clear();
        writes.Add(Append(1, 1, 11));
        writes.Add(new StoreWrite.LeaveInbox("s", "k", 1));
        var left = new List<StoreWrite>();
        writes.Apply(0, writes.Count, left.Add);
        Assert.Equal([(1, 1, "11")], left.OfType<StoreWrite.Append>().Select(Describe));
        Assert.Single(left.OfType<StoreWrite.LeaveInbox>());
        Assert.Equal(2, left.Count);
    }

    private static List<StoreWrite> Gather(params List<StoreWrite>[] units)
    {
        var writes = new UnappliedWrites();
        foreach (var unit in units)
            unit.ForEach(writes.Add);
        var left = new List<StoreWrite>();
        writes.Apply(0, writes.Count, left.Add);
        return left;
    }

    private static StoreWrite.Append Append(long number, int position, byte entry) => new(number, position, [entry]);

    private static (long, int, string) Describe(StoreWrite.Append append) =>
        (append.Number, append.Position, string.Join(' ', append.Entries));

    private static StoreWrite.SetState State(string key, string name, byte value) =>
        new("s", key, name, _values[value]);
}
