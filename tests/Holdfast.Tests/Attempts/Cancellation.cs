using Holdfast.Engine;
using Holdfast.Tests.Machine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Attempts;

public sealed class Cancellation
{
    private static readonly Target _child = new("Child", "work");
    private static readonly CallCommand _call = new(_child, Bytes(1), CallOptions.None, 1, 2);
    private static readonly SendSignalCommand _cancelChild = new(
        "inv_child", NotificationId.Cancel, EntryResult.Nothing);

    [Fact]
    public Task Unhandled_it_ends_the_invocation_with_409() =>
        Given().ThenArrives(Cancelled).When(async context => await context.SleepAsync(TimeSpan.FromDays(1)))
            .Sends([Issue(new SleepCommand(Now.AddDays(1), 1)), .. EndsBy(409, "canceled")]);

    [Fact]
    public Task It_is_passed_on_to_the_calls_that_are_not_done() =>
        Given().ThenArrives(Started(1, "inv_child"), Cancelled).When(Call)
            .Sends([Issue(_call), Issue(_cancelChild), .. EndsBy(409, "canceled")]);

    [Fact]
    public Task It_waits_for_the_ids_of_the_children() =>
        Given().ThenArrives(Cancelled, Started(1, "inv_child")).When(Call)
            .Sends([Issue(_call), Issue(_cancelChild), .. EndsBy(409, "canceled")]);

    [Fact]
    public Task It_suspends_until_the_missing_id_is_known_or_not_needed_any_more() =>
        Given(_call, Cancelled).When(Call).Sends(
            new AttemptMessage.Suspend(Node(Combinator.FirstCompleted, Leaf(1), Leaf(2))));

    [Fact]
    public Task It_replays_the_same() =>
        Given(_call, Cancelled, Started(1, "inv_child"), _cancelChild).When(Call).Sends(EndsBy(409, "canceled"));

    [Fact]
    public Task It_is_not_passed_on_to_calls_that_are_done_nor_to_sends() =>
        Given().ThenArrives(Started(1, "inv_child"), Done(2, 7), Started(3, "inv_sent"), Cancelled)
            .When(async context =>
            {
                await context.CallAsync<int, int>(_child, 1);
                await context.SendAsync(_child, 1);
                await context.SleepAsync(TimeSpan.FromDays(1));
            })
            .Sends(
            [
                Issue(_call),
                Issue(new OneWayCallCommand(_child, Bytes(1), CallOptions.None, null, 3)),
                Issue(new SleepCommand(Now.AddDays(1), 4)),
                .. EndsBy(409, "canceled"),
            ]);

    [Fact]
    public async Task Afterwards_everything_works_so_that_the_handler_can_compensate()
    {
        var live = await Given().ThenArrives(Started(1, "inv_child"), Cancelled, Done(3, 5)).When(Compensate);
        Assert.Equal(Ends(5 + 7).Select(Text), live.Sent.TakeLast(2).Select(Text));

        for (var length = 2; length <= live.Journal.Count; length++)
        {
            var replay = await (Given() with
            {
                Journal = live.Journal[..length],
                Script = [.. live.Journal[length..].OfType<Notification>()
                    .Where(n => n.Id != NotificationId.Completion(4)).Select(n => new EngineMessage.Notify(n))],
            }).When(Compensate);
            Assert.IsType<AttemptMessage.End>(replay.Sent[^1]);
            Assert.Equal(live.Journal.Select(Text), replay.Journal.Select(Text));
        }

        static async Task<int> Compensate(IWorkflowContext context)
        {
            try
            {
                return await context.CallAsync<int, int>(_child, 1);
            }
            catch (CancelledException)
            {
                var promised = await context.Promise(new PromiseKey<int>("refund"));
                return promised + await context.RunAsync("refund", _ => Task.FromResult(7));
            }
        }
    }

    [Fact]
    public Task Each_signal_cancels_once() =>
        Given(
            new SleepCommand(Now, 1), Cancelled, new SleepCommand(Now, 2), Cancelled, new SleepCommand(Now, 3), Done(3))
            .When(async context =>
            {
                var cancellations = 0;
                for (var i = 0; i < 3; i++)
                {
                    try
                    {
                        await context.SleepAsync(TimeSpan.FromDays(1));
                    }
                    catch (CancelledException)
                    {
                        cancellations++;
                    }
                }

                return cancellations;
            }).Sends(Ends(2));

    [Fact]
    public Task Everything_that_waits_at_that_moment_is_cancelled() =>
        Given(new SleepCommand(Now, 1), new SleepCommand(Now, 2), Cancelled).When(async context =>
        {
            var results = await Task.WhenAll(Nap(context), Nap(context));
            return results.Count(cancelled => cancelled);

            static async Task<bool> Nap(IWorkflowContext context)
            {
                try
                {
                    await context.SleepAsync(TimeSpan.FromDays(1));
                    return false;
                }
                catch (CancelledException)
                {
                    return true;
                }
            }
        }).Sends(Ends(2));

    [Fact]
    public Task A_child_that_was_not_cancelled_before_is_a_mismatch() =>
        Given(_call, Started(1, "inv_child"), Cancelled, new SleepCommand(Now, 3)).When(Call).Fails(
            ErrorCode.JournalMismatch);

    private static async Task Call(IWorkflowContext context) => await context.CallAsync<int, int>(_child, 1);
}
