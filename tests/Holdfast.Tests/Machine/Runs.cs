using Holdfast.Engine;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Machine;

public sealed class Runs
{
    private static readonly RunCommand _charge = new(1, "charge");
    private static readonly RunOptions _threeAttempts = new()
    {
        MaxAttempts = 3,
        InitialInterval = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public Task A_run_is_seen_when_the_engine_sends_the_full_completion() =>
        (Given() with { SendsFullRunCompletions = true })
            .When(context => Charge(context)).Sends([Issue(_charge), Proposes(1, 7), .. Ends(7)]);

    [Fact]
    public Task A_run_that_is_not_acknowledged_suspends() =>
        (Given() with { AcknowledgesRuns = false })
            .When(context => Charge(context)).Sends(Issue(_charge), Proposes(1, 7), Suspends(1));

    [Fact]
    public Task A_recorded_run_with_a_result_is_not_executed_again() =>
        Given(_charge, Done(1, 3)).When(context => Charge(context, Boo)).Sends(Ends(3));

    [Fact]
    public async Task The_command_is_sent_before_the_effect_happens()
    {
        ScriptedChannel? channel = null;
        var scenario = Given();
        channel = new(scenario.Journal, []);
        var seen = 0;
        await scenario.RunAsync(
            context => Charge(context, () => seen = channel.Sent.Count),
            channel,
            TestContext.Current.CancellationToken);
        Assert.Equal(1, seen);
    }

    [Fact]
    public Task A_terminal_failure_is_recorded_as_the_result() =>
        Given().When(context => Charge(context, () => throw new TerminalException("no funds", 402))).Sends(
            [Issue(_charge), Proposal(new EntryResult.Failure(402, "no funds")), .. EndsBy(402, "no funds")]);

    [Fact]
    public async Task A_failure_without_options_is_left_to_the_engines_policy()
    {
        var error = await Given().When(context => Charge(context, Boo)).Fails(500);
        Assert.Equal("Run \"charge\" failed in attempt 1: InvalidOperationException: boo", error.Message);
        Assert.Equal(
            (1, "charge", typeof(RunCommand), null, ErrorBehavior.Retry),
            (error.CommandIndex, error.CommandName, error.CommandType, error.NextRetryDelay, error.Behavior));
        Assert.Contains(nameof(Boo), error.Detail!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    public async Task A_failure_within_the_limits_is_retried_after_a_growing_interval(int retries, int seconds)
    {
        var error = await Given(_charge).With(start => start with { RetryCount = retries })
            .When(context => Charge(context, Boo, _threeAttempts)).Fails(500);
        Assert.Equal(TimeSpan.FromSeconds(seconds), error.NextRetryDelay);
    }

    [Fact]
    public Task Spent_attempts_are_recorded_as_a_terminal_failure() =>
        Given(_charge).With(start => start with { RetryCount = 2 })
            .When(context => Charge(context, Boo, _threeAttempts))
            .Sends(SpentAfter(3));

    [Fact]
    public Task A_spent_duration_is_recorded_as_a_terminal_failure() =>
        Given(_charge).With(start => start with { RetryCount = 1, RetryDuration = TimeSpan.FromMinutes(5) })
            .When(context => Charge(context, Boo, new() { MaxDuration = TimeSpan.FromMinutes(5) }))
            .Sends(SpentAfter(2));

    [Fact]
    public async Task A_new_run_does_not_inherit_the_failures_before_it()
    {
        var error = await Given().With(start => start with { RetryCount = 50, RetryDuration = TimeSpan.FromDays(1) })
            .When(context => Charge(context, Boo, _threeAttempts)).Fails(500);
        Assert.Equal(TimeSpan.FromSeconds(1), error.NextRetryDelay);
    }

    [Fact]
    public async Task Without_limits_it_is_retried_for_ever_with_at_most_the_longest_interval()
    {
        var error = await Given(_charge).With(start => start with { RetryCount = 5_000 })
            .When(context => Charge(context, Boo, new() { MaxInterval = TimeSpan.FromSeconds(9) })).Fails(500);
        Assert.Equal(TimeSpan.FromSeconds(9), error.NextRetryDelay);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Concurrent_runs_are_issued_in_program_order_and_seen_in_the_order_of_their_ends(
        bool firstEndsFirst)
    {
        var ended = new[] { NewGate(), NewGate() };
        ended[firstEndsFirst ? 0 : 1].SetResult();
        var live = await Given().When(context => Race(context, ended));
        var expected = firstEndsFirst ? "first" : "second";
        Assert.Equal(
            [Text(Issue(new RunCommand(1, "first"))), Text(Issue(new RunCommand(2, "second")))],
            live.Sent.Take(2).Select(Text));
        Assert.Equal(Ends(expected).Select(Text), live.Sent.TakeLast(2).Select(Text));
        var notified = live.Journal.OfType<Notification>().Select(n => n.Id.Number);
        Assert.Equal(firstEndsFirst ? [1u, 2u] : [2u, 1u], notified);

        await (Given() with { Journal = [.. live.Journal.Where(entry => entry is not OutputCommand)] })
            .When(context => Race(context, [NewGate(), NewGate()])).Sends(Ends(expected));

        static async Task<string> Race(IWorkflowContext context, TaskCompletionSource[] ended)
        {
            var first = context.RunAsync("first", async _ => await Ended("first", 0));
            var second = context.RunAsync("second", async _ => await Ended("second", 1));
            var winner = await await DurableTask.WhenAny(first, second);
            await DurableTask.WhenAll(first, second);
            return winner;

            async Task<string> Ended(string name, int index)
            {
                await ended[index].Task;
                ended[1 - index].TrySetResult();
                return name;
            }
        }
    }

    [Fact]
    public async Task A_dropped_attempt_stops_its_runs_and_says_nothing()
    {
        var (started, stopped) = (NewGate(), NewGate());
        using var drop = new CancellationTokenSource();
        var channel = new ScriptedChannel([NoInput], []);
        var running = Given().RunAsync(
            async context =>
            {
                await context.RunAsync("endless", async end =>
                {
                    using var registration = end.Register(stopped.SetResult);
                    started.SetResult();
                    await Task.Delay(Timeout.Infinite, end);
                });
                return 1;
            },
            channel,
            drop.Token);
        await started.Task;
        await drop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await stopped.Task;
        await Task.FromResult(channel).Sends(Issue(new RunCommand(1, "endless")));
    }

    [Fact]
    public async Task The_time_is_recorded()
    {
        var time = new FakeTimeProvider(Now);
        var live = await (Given() with { Time = time }).When(async context => await context.NowAsync());
        Assert.Equal(Ends(Now).Select(Text), live.Sent.TakeLast(2).Select(Text));
        time.Advance(TimeSpan.FromDays(1));
        await (Given() with { Time = time, Journal = live.Journal[..3] })
            .When(async context => await context.NowAsync())
            .Sends(Ends(Now));
    }

    private static AttemptMessage[] SpentAfter(int attempts)
    {
        var message = $"Run \"charge\" failed after {attempts} attempts: InvalidOperationException: boo";
        return [Proposal(new EntryResult.Failure(500, message)), .. EndsBy(500, message)];
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static AttemptMessage.ProposeRunCompletion Proposal(EntryResult result) => new(1, result);

    private static int Boo() => throw new InvalidOperationException("boo");

    private static async Task<int> Charge(
        IWorkflowContext context, Func<int>? effect = null, RunOptions? options = null) =>
        await context.RunAsync("charge", _ => Task.FromResult(effect?.Invoke() ?? 7), options);
}
