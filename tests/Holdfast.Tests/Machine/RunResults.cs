using Holdfast.Engine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Machine;

/// <summary>What a side effect came to is stored before anything depends on it, and never changes.</summary>
public sealed class RunResults
{
    private static readonly RunCommand _charge = new(1, "charge");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_effect_starts_when_the_result_before_it_is_stored(bool engineRepeatsTheResult)
    {
        var scenario = Given();
        var channel = new ScriptedChannel(scenario.Journal, []) { SendsFullRunCompletions = engineRepeatsTheResult };
        Notification? storedBefore = null;
        await scenario.RunAsync(
            context => KeyThenChargeAsync(context, () => storedBefore = channel.Journal.OfType<Notification>().Last()),
            channel,
            TestContext.Current.CancellationToken);
        Assert.Equal(Done(1, "key"), storedBefore);
        Assert.Equal(Ends("key").Select(Text), channel.Sent.TakeLast(2).Select(Text));
    }

    [Fact]
    public async Task The_next_effect_does_not_start_while_the_result_before_it_is_not_stored()
    {
        var charged = false;
        await (Given() with { AcknowledgesRuns = false })
            .When(context => KeyThenChargeAsync(context, () => charged = true))
            .Sends(Issue(new RunCommand(1, "key")), Proposes(1, "key"), Suspends(1));
        Assert.False(charged);
    }

    [Fact]
    public Task A_stored_failure_stays_although_the_effect_would_succeed_now() =>
        Given(_charge, Failed(1, "no funds", 402))
            .When(context => PayAsync(context, () => "charged"))
            .Sends([Issue(new RunCommand(2, "apologize")), Proposes(2, "sorry: no funds"), .. Ends("sorry: no funds")]);

    [Fact]
    public async Task From_every_place_of_the_journal_a_failure_is_compensated_the_same()
    {
        var live = await Given().When(context => PayAsync(context, NoFunds));
        for (var length = 1; length <= live.Journal.Count; length++)
        {
            var charges = 0;
            var prefix = Given() with { Journal = live.Journal[..length] };
            var replay = await prefix.When(context => PayAsync(context, () =>
            {
                charges++;
                return NoFunds();
            }));
            Assert.Equal(live.Journal.Select(Text), replay.Journal.Select(Text));
            Assert.Equal(length <= live.Journal.IndexOf(_charge) + 1 ? 1 : 0, charges);
        }
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public async Task Effects_that_run_at_once_keep_their_results_in_whatever_order_they_end(params int[] order)
    {
        var live = await Given().When(context => ThreeAsync(context, order));
        Assert.Equal(
            ["run \"0\"", "run \"1\"", "run \"2\""],
            live.Journal.OfType<RunCommand>().Select(Holdfast.Machine.CommandText.Of));
        Assert.Equal(
            order.Select(n => (uint)n + 1),
            live.Journal.OfType<Notification>().Select(notification => notification.Id.Number));

        for (var length = 1; length <= live.Journal.Count; length++)
        {
            var replay = await (Given() with { Journal = live.Journal[..length] })
                .When(context => ThreeAsync(context, order));
            Assert.Equal(live.Journal.Select(Text), replay.Journal.Select(Text));
            Assert.Equal(Value(new[] { 0, 10, 20 }), replay.Journal.OfType<OutputCommand>().Single().Result);
        }
    }

    private static async Task<string> KeyThenChargeAsync(IWorkflowContext context, Action charge)
    {
        var key = await context.RunAsync("key", _ => Task.FromResult("key"));
        await context.RunAsync("charge", _ =>
        {
            charge();
            return Task.CompletedTask;
        });
        return key;
    }

    private static async Task<string> PayAsync(IWorkflowContext context, Func<string> charge)
    {
        try
        {
            return await context.RunAsync("charge", _ => Task.FromResult(charge()));
        }
        catch (TerminalException failure)
        {
            return await context.RunAsync("apologize", _ => Task.FromResult($"sorry: {failure.Message}"));
        }
    }

    /// <summary>Starts three effects, lets them end in this order, and returns their results.</summary>
    private static async Task<IReadOnlyList<int>> ThreeAsync(IWorkflowContext context, int[] order)
    {
        var gates = Enumerable.Range(0, 3)
            .Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var runs = gates.Select((gate, n) => context.RunAsync($"{n}", async end =>
        {
            await gate.Task.WaitAsync(end);
            return n * 10;
        })).ToList();
        foreach (var n in order)
        {
            gates[n].SetResult();
            await runs[n];
        }

        return await DurableTask.WhenAll(runs);
    }

    private static string NoFunds() => throw new TerminalException("no funds", 402);
}
