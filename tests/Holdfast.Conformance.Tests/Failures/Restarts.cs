using System.Diagnostics;
using System.Text.Json;
using static Holdfast.Conformance.Tests.Behaviours.Interpreter;

namespace Holdfast.Conformance.Tests.Failures;

/// <summary>
/// Processes are killed and stopped while invocations are under way. Each test has processes of its own.
/// </summary>
public sealed class Restarts
{
    private static readonly TimeSpan _sleep = TimeSpan.FromSeconds(2);

    [Theory]
    [In(
        Mode.Embedded,
        Mode.Default,
        Mode.AlwaysSuspending,
        Mode.SingleThreadSinglePartition,
        Mode.ProtocolV7,
        With = [true, false])]
    public async Task An_engine_that_is_killed_or_stopped_keeps_the_state(Mode mode, bool kill)
    {
        await using var target = await ConformanceTarget.StartInAsync(mode);
        Assert.Equal(1, NewValue(await target.Ingress.CallAsync("Counter/my-key/add", 1)));

        await (kill ? target.KillEngineAsync() : target.TerminateEngineAsync());

        var once = $"{Guid.NewGuid()}";
        var second = await Eventually.SucceedsAsync<JsonElement, HttpRequestException>(
            () => target.Ingress.CallAsync("Counter/my-key/add", 2, once));
        Assert.Equal(3, NewValue(second));
    }

    [Theory]
    [In(Mode.Embedded, Mode.Default, Mode.AlwaysSuspending, Mode.ProtocolV7, With = [true, false])]
    public async Task An_invocation_sleeps_on_while_the_engine_is_killed_or_stopped(Mode mode, bool kill)
    {
        await using var target = await ConformanceTarget.StartInAsync(mode);
        await ShouldSleepOnAsync(target, () => kill ? target.KillEngineAsync() : target.TerminateEngineAsync());
    }

    [Theory]
    [In(
        Mode.Default,
        Mode.AlwaysSuspending,
        Mode.SingleThreadSinglePartition,
        Mode.ProtocolV7,
        Mode.ThreeNodes,
        Mode.ThreeNodesAlwaysSuspending,
        With = [true, false])]
    public async Task An_invocation_sleeps_on_while_the_program_is_killed_or_stopped(Mode mode, bool kill)
    {
        await using var target = await ConformanceTarget.StartInAsync(mode);
        await ShouldSleepOnAsync(target, () => kill ? target.KillProgramAsync() : target.TerminateProgramAsync());
    }

    [Fact]
    public async Task A_program_with_invocations_that_wait_stops_within_seconds()
    {
        await using var target = await ConformanceTarget.StartInAsync(Mode.Default);
        var interpreter = new Behaviours.Interpreter(target.Ingress);
        var waiting = await interpreter.StartAsync(AwaitOne(Awakeable("awk")));
        await interpreter.HasAwakeableAsync("awk");

        // The deadline of the wait for its end is the assertion.
        await target.TerminateProgramAsync();

        await interpreter.ResolveAsync("awk", "still here");
        Assert.Equal("still here", await waiting.ResultAsync());
    }

    private static async Task ShouldSleepOnAsync(ConformanceTarget target, Func<Task> restartAsync)
    {
        var started = Stopwatch.StartNew();
        var interpreter = new Behaviours.Interpreter(target.Ingress);
        var sleeping = await interpreter.StartAsync(
            AwaitOne(Returns("awake")), AwaitOne(Sleep((long)_sleep.TotalMilliseconds)));
        await Eventually.TrueAsync(async () => await interpreter.ResultsAsync() is ["awake"]);

        await restartAsync();

        var result = await Eventually.SucceedsAsync<string, HttpRequestException>(sleeping.ResultAsync);
        Assert.Equal("sleep", result);
        Assert.InRange(started.Elapsed, _sleep, TimeSpan.MaxValue);
        Assert.Equal(["awake", "sleep"], await interpreter.ResultsAsync());
    }

    private static long NewValue(JsonElement update) => update.GetProperty("newValue").GetInt64();
}
