using Holdfast.Engine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Machine;

public sealed class State
{
    private static readonly StateKey<int> _a = new("a");
    private static readonly StateKey<int> _b = new("b");
    private static readonly GetEagerStateCommand _aIs1 = new("a", Value(1));

    [Fact]
    public Task Known_state_is_read_at_once_and_recorded() =>
        Known(false).When(async context => await context.GetAsync(_a) + await context.GetAsync(_b)).Sends(
            [Issue(_aIs1), Issue(new GetEagerStateCommand("b", EntryResult.Nothing)), .. Ends(1)]);

    [Fact]
    public Task On_replay_the_recorded_value_counts() =>
        Known(false, new GetEagerStateCommand("a", Value(5)))
            .When(async context => await context.GetAsync(_a))
            .Sends(Ends(5));

    [Fact]
    public Task A_read_that_was_lazy_stays_lazy_when_the_state_is_known_now() =>
        Known(false, new GetLazyStateCommand("a", 1), Done(1, 5))
            .When(async context => await context.GetAsync(_a))
            .Sends(Ends(5));

    [Fact]
    public Task A_read_that_was_eager_stays_eager_when_the_state_is_not_known_now() =>
        Known(true, new GetEagerStateCommand("b", Value(5)))
            .When(async context => await context.GetAsync(_b))
            .Sends(Ends(5));

    [Fact]
    public Task The_recorded_key_is_compared() =>
        Known(false, _aIs1).When(async context => await context.GetAsync(_b)).Fails(ErrorCode.JournalMismatch);

    [Fact]
    public Task Unknown_keys_of_partial_state_are_read_from_the_engine() =>
        Known(true).ThenArrives(Done(1))
            .When(async context => await context.GetAsync(_a) + await context.GetAsync(_b))
            .Sends([Issue(_aIs1), Issue(new GetLazyStateCommand("b", 1)), .. Ends(1)]);

    [Fact]
    public Task Own_writes_are_seen_also_in_partial_state() =>
        Known(true).When(async context =>
        {
            context.Set(_b, 2);
            context.Clear(_a);
            return $"{await context.GetAsync(_a)} {await context.GetAsync(_b)}";
        }).Sends(
        [
            Issue(new SetStateCommand("b", Bytes(2))),
            Issue(new ClearStateCommand("a")),
            Issue(new GetEagerStateCommand("a", EntryResult.Nothing)),
            Issue(new GetEagerStateCommand("b", Value(2))),
            .. Ends("0 2"),
        ]);

    [Fact]
    public Task Writes_that_are_replayed_are_seen_afterwards() =>
        Known(false, new SetStateCommand("a", Bytes(9))).When(async context =>
        {
            context.Set(_a, 9);
            return await context.GetAsync(_a);
        }).Sends([Issue(new GetEagerStateCommand("a", Value(9))), .. Ends(9)]);

    [Fact]
    public Task Clearing_all_makes_partial_state_complete() =>
        Known(true).When(async context =>
        {
            context.ClearAll();
            context.Set(_b, 2);
            Assert.Equal(0, await context.GetAsync(_a));
            return await context.StateKeysAsync();
        }).Sends(
        [
            Issue(new ClearAllStateCommand()),
            Issue(new SetStateCommand("b", Bytes(2))),
            Issue(new GetEagerStateCommand("a", EntryResult.Nothing)),
            Issue(new GetEagerStateKeysCommand(new(["b"]))),
            .. Ends(new[] { "b" }),
        ]);

    [Fact]
    public Task Keys_come_in_ordinal_order_and_with_own_writes() =>
        Known(false).When(async context =>
        {
            context.Set(new StateKey<int>("Z"), 1);
            context.Set(_b, 2);
            return await context.StateKeysAsync();
        }).Sends(
        [
            Issue(new SetStateCommand("Z", Bytes(1))),
            Issue(new SetStateCommand("b", Bytes(2))),
            Issue(new GetEagerStateKeysCommand(new(["Z", "a", "b"]))),
            .. Ends(new[] { "Z", "a", "b" }),
        ]);

    /// <summary>State in which <c>a</c> is 1.</summary>
    private static Scenario Known(bool partial, params JournalEntry[] journal) =>
        Given(journal).With(start => start with
        {
            StateIsPartial = partial,
            State = new Dictionary<string, ReadOnlyMemory<byte>> { ["a"] = Bytes(1) },
        });
}
