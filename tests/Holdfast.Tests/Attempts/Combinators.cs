using Holdfast.Engine;
using Holdfast.Tests.Machine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Attempts;

public sealed class Combinators
{
    private static readonly Command[] _twoPromises = [new GetPromiseCommand("a", 1), new GetPromiseCommand("b", 2)];

    [Theory]
    [InlineData(1u, 2u, "a")]
    [InlineData(2u, 1u, "b")]
    public async Task The_winner_of_a_race_is_the_first_notified_live_and_on_replay(
        uint first, uint second, string winner)
    {
        Notification[] order = [Done(first, first), Done(second, second)];
        var live = await Given().ThenArrives(order).When(Race);
        Assert.Equal(Ends(winner).Select(Text), live.Sent.Skip(2).Select(Text));
        await Given([.. _twoPromises, .. order]).When(Race).Sends(Ends(winner));

        static async Task<string> Race(IWorkflowContext context)
        {
            var (a, b) = Two(context);
            return ReferenceEquals(await DurableTask.WhenAny(a, b), a) ? "a" : "b";
        }
    }

    [Fact]
    public Task A_race_awaited_twice_has_the_same_winner_although_all_are_done_by_then() =>
        Given([.. _twoPromises, Done(2, 2), Done(1, 1)]).When(async context =>
        {
            var (a, b) = Two(context);
            var race = DurableTask.WhenAny(a, b);
            var first = await race;
            await a;
            return ReferenceEquals(first, b) && ReferenceEquals(await race, b);
        }).Sends(Ends(true));

    [Fact]
    public Task A_race_that_is_awaited_late_was_still_won_by_the_first_notified() =>
        Given([.. _twoPromises, Done(2, 2), Done(1, 1)]).When(async context =>
        {
            var (a, b) = Two(context);
            var race = DurableTask.WhenAny(a, b);
            await DurableTask.WhenAll(a, b);
            return ReferenceEquals(await race, b);
        }).Sends(Ends(true));

    [Fact]
    public Task All_gives_the_values_in_the_order_of_the_tasks() =>
        Given([.. _twoPromises, Done(2, 20), Done(1, 10)]).When(async context =>
        {
            var (a, b) = Two(context);
            return await DurableTask.WhenAll([a, b]);
        }).Sends(Ends(new[] { 10, 20 }));

    [Fact]
    public Task What_has_no_value_can_be_given_one_to_race_with_what_has() =>
        Given([.. _twoPromises, Done(2, 2), Failed(1, "no")]).When(async context =>
        {
            var (a, b) = Two(context);
            DurableTask failed = a;
            var second = DurableTask.WhenAny(failed.Select(() => "a"), b.Select(_ => "b"));
            var failure = await Assert.ThrowsAsync<TerminalException>(async () => await failed.Select(() => "a"));
            return $"{await await second} {failure.Message}";
        }).Sends(Ends("b no"));

    [Fact]
    public Task All_fails_with_the_first_failure_while_others_are_open() =>
        Given([.. _twoPromises, Failed(2, "boo", 418)]).When(async context =>
        {
            var (a, b) = Two(context);
            await DurableTask.WhenAll(a, b);
        }).Sends(EndsBy(418, "boo"));

    [Fact]
    public Task All_waits_for_what_is_missing_only() =>
        Given([.. _twoPromises, Done(1, 10)]).When(async context =>
        {
            var (a, b) = Two(context);
            await DurableTask.WhenAll(a, b);
        }).Sends(Suspends(2));

    [Fact]
    public Task All_of_many_children_suspend_once_on_one_tree_without_the_ids_of_the_children() =>
        Given().When(async context =>
        {
            var calls = Enumerable.Range(0, 3).Select(i => context.CallAsync<int, int>(new("Child", "work"), i));
            await DurableTask.WhenAll([.. calls]);
        }).Sends(
        [
            .. Enumerable.Range(0, 3).Select(i => Issue(new CallCommand(
                new("Child", "work"), Bytes(i), CallOptions.None, (uint)(2 * i) + 1, (uint)(2 * i) + 2))),
            Suspends(Node(Combinator.AllSucceededOrFirstFailed, Leaf(2), Leaf(4), Leaf(6))),
        ]);

    [Fact]
    public Task Tuples_carry_up_to_four_types() =>
        Given([.. _twoPromises, Done(1, 10), Done(2, 20)]).When(async context =>
        {
            var (a, b) = Two(context);
            var (one, two, three, four) = await DurableTask.WhenAll(a, b.Select(n => $"{n}"), a.Select(n => n > 1), b);
            var (first, second, third) = await DurableTask.WhenAll(a, b, a);
            return $"{one} {two} {three} {four} {first} {second} {third}";
        }).Sends(Ends("10 20 True 20 10 20 10"));

    [Fact]
    public Task The_first_success_wins_over_earlier_failures() =>
        Given([.. _twoPromises, Failed(1, "boo"), Done(2, 20)]).When(async context =>
        {
            var (a, b) = Two(context);
            return await DurableTask.WhenFirstSucceeded(a, b);
        }).Sends(Ends(20));

    [Fact]
    public Task When_all_fail_the_last_failure_counts() =>
        Given([.. _twoPromises, Failed(2, "two"), Failed(1, "one")]).When(async context =>
        {
            var (a, b) = Two(context);
            return await DurableTask.WhenFirstSucceeded(a, b);
        }).Sends(EndsBy(500, "one"));

    [Fact]
    public Task All_settled_waits_for_all_and_does_not_fail() =>
        Given([.. _twoPromises, Failed(2, "two"), Done(1, 1)]).When(async context =>
        {
            var (a, b) = Two(context);
            return (await DurableTask.WhenAllSettled(a, b)).Count;
        }).Sends(Ends(2));

    [Fact]
    public Task Nested_combinations_are_awaited_as_a_tree() =>
        Given().When(async context =>
        {
            var (a, b) = Two(context);
            var c = context.Promise(new PromiseKey<int>("c"));
            await DurableTask.WhenAny(DurableTask.WhenAll(a, b), DurableTask.WhenFirstSucceeded(b, c));
        }).Sends(
            Issue(_twoPromises[0]),
            Issue(_twoPromises[1]),
            Issue(new GetPromiseCommand("c", 3)),
            Suspends(Node(
                Combinator.FirstCompleted,
                Node(Combinator.AllSucceededOrFirstFailed, Leaf(1), Leaf(2)),
                Node(Combinator.FirstSucceededOrAllFailed, Leaf(2), Leaf(3)))));

    [Fact]
    public Task What_fails_or_succeeds_otherwise_than_its_tree_wakes_up_a_combination_by_any_end() =>
        Given([.. _twoPromises, Done(2, 2)]).When(async context =>
        {
            var (a, b) = Two(context);
            // An engine sees a success where the timer fires, and a failure where 'a' fails: both decide otherwise.
            var limited = DurableTask.WhenAll(a, a.OrTimeout(TimeSpan.FromDays(1)));
            DurableTask<int> settled = DurableTask.WhenAllSettled(a, b).Select(_ => 1);
            await DurableTask.WhenAny(
                limited,
                DurableTask.WhenFirstSucceeded(settled, context.Promise(new PromiseKey<int>("c"))),
                DurableTask.WhenFirstSucceeded(DurableTask.WhenAny(a, a).Select(_ => 1), a));
        }).Sends(
            Issue(new SleepCommand(Now.AddDays(1), 3) { Name = "timeout" }),
            Issue(new GetPromiseCommand("c", 4)),
            Suspends(Node(
                Combinator.FirstCompleted,
                Node(Combinator.Unknown, Leaf(1), Node(Combinator.Unknown, Leaf(1), Leaf(3))),
                Node(Combinator.Unknown, Leaf(1), Leaf(4)),
                Node(Combinator.Unknown, Node(Combinator.FirstCompleted, Leaf(1), Leaf(1)), Leaf(1)))));

    [Fact]
    public Task Plain_tasks_over_helper_functions_are_awaited_together_and_resumed_in_order() =>
        Given([.. _twoPromises, Done(2, 2)]).When(async context =>
        {
            var (a, b) = Two(context);
            await Task.WhenAll(Helper(a), Helper(b), Helper(b));

            static async Task<int> Helper(DurableTask<int> task) => await task;
        }).Sends(Suspends(1));

    [Fact]
    public Task Independent_awaits_are_reported_as_an_unknown_rule() =>
        Given(_twoPromises).When(async context =>
        {
            var (a, b) = Two(context);
            await Task.WhenAll(Helper(a), Helper(b));

            static async Task<int> Helper(DurableTask<int> task) => await task;
        }).Sends(Suspends(Node(Combinator.Unknown, Leaf(1), Leaf(2))));

    [Fact]
    public Task Combinations_of_nothing_that_can_be_done_are_done() =>
        Given(new GetPromiseCommand("a", 1), Done(1, 1)).When(async context =>
        {
            await DurableTask.WhenAll();
            var none = DurableTask.WhenAll(Array.Empty<DurableTask<int>>());
            var settled = DurableTask.WhenAllSettled(Array.Empty<DurableTask<int>>());
            var one = context.Promise(new PromiseKey<int>("a"));
            await DurableTask.WhenAll([none, one]);
            return (await none).Count + (await settled).Count + await one;
        }).Sends(Ends(1));

    [Fact]
    public void A_race_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentException>(() => DurableTask.WhenAny(Array.Empty<DurableTask>()));
        Assert.Throws<ArgumentException>(() => DurableTask.WhenFirstSucceeded(Array.Empty<DurableTask<int>>()));
    }

    [Fact]
    public Task The_same_task_may_stand_twice_in_a_combination() =>
        Given(new GetPromiseCommand("a", 1), Done(1, 1)).When(async context =>
        {
            var a = context.Promise(new PromiseKey<int>("a"));
            return (await DurableTask.WhenAll([a, a])).Sum() + await await DurableTask.WhenAny(a, a);
        }).Sends(Ends(3));

    [Fact]
    public Task A_task_that_is_late_is_not_within_and_times_out() =>
        Given(
            new GetPromiseCommand("a", 1), new SleepCommand(Now, 2, "timeout"), new SleepCommand(Now, 3, "timeout"),
            Done(2), Done(3), Done(1, 7)).When(async context =>
        {
            var a = context.Promise(new PromiseKey<int>("a"));
            var within = a.WithinAsync(TimeSpan.FromSeconds(1));
            var orTimeout = a.OrTimeout(TimeSpan.FromSeconds(1), "too late");
            var inTime = await within;
            await a;
            Assert.False(inTime || await within, "It stays late when the task is done afterwards");
            return await orTimeout;
        }).Sends(EndsBy(ErrorCode.Timeout, "too late"));

    [Fact]
    public Task A_timeout_inside_all_fails_it_at_once() =>
        Given([.. _twoPromises, new SleepCommand(Now, 3, "timeout"), Done(3)]).When(async context =>
        {
            var (a, b) = Two(context);
            await DurableTask.WhenAll(a.OrTimeout(TimeSpan.FromSeconds(1), "late"), b);
        }).Sends(EndsBy(ErrorCode.Timeout, "late"));

    [Fact]
    public Task A_map_that_throws_throws_where_the_value_is_taken() =>
        Given([.. _twoPromises, Done(1, 1), Done(2, 2)]).When(async context =>
        {
            var (a, b) = Two(context);
            await DurableTask.WhenAll(a.Select<int, int>(_ => throw new TerminalException("no", 422)), b);
        }).Sends(EndsBy(422, "no"));

    private static (DurableTask<int> A, DurableTask<int> B) Two(IWorkflowContext context) =>
        (context.Promise(new PromiseKey<int>("a")), context.Promise(new PromiseKey<int>("b")));
}
