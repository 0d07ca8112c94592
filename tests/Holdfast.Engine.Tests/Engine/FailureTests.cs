using Holdfast.Embedded;

namespace Holdfast.Engine.Tests;

public sealed class FailureTests
{
    private static readonly RetryPolicy _threeAttempts = new()
    {
        MaxAttempts = 3,
        InitialInterval = TimeSpan.FromSeconds(10),
    };

    [Fact]
    public async Task A_handler_that_throws_is_retried_until_it_succeeds()
    {
        var attempts = 0;
        await using var host = EmbeddedHost.Start(Services.Of<Unit, int>((_, _) =>
            ++attempts < 3 ? throw new InvalidOperationException("not yet") : Task.FromResult(attempts)));
        var sent = await host.Client.SendAsync(Services.Test, Unit.Value);
        var backingOff = await host.UntilAsync(sent.InvocationId, InvocationStatus.BackingOff);
        Assert.Contains("not yet", backingOff.LastFailure, StringComparison.Ordinal);
        Assert.NotNull(backingOff.NextRetryAt);
        await host.AdvanceUntilAsync(sent.InvocationId, InvocationStatus.Completed, TimeSpan.FromSeconds(1));
        Assert.Equal(3, await host.Client.AttachAsync<int>(new InvocationTarget.ById(sent.InvocationId)));
    }

    [Fact]
    public async Task When_the_attempts_are_spent_it_pauses_and_an_operator_resumes_it()
    {
        var healthy = false;
        await using var host = EmbeddedHost.Start(Services.Of<Unit, string>(
            (_, _) => healthy ? Task.FromResult("fine") : throw new InvalidOperationException("broken"),
            new HandlerOptions { Retry = _threeAttempts }));
        var sent = await host.Client.SendAsync(Services.Test, Unit.Value);
        var paused = await host.AdvanceUntilAsync(sent.InvocationId, InvocationStatus.Paused, TimeSpan.FromSeconds(5));
        Assert.Equal(3, paused.RetryCount);
        await host.RestartAsync();
        Assert.Equal(InvocationStatus.Paused, (await host.Engine.FindAsync(sent.InvocationId, default))!.Status);
        healthy = true;
        Assert.Equal(OperationOutcome.Done, await host.Engine.ResumeAsync(sent.InvocationId, default));
        Assert.Equal("fine", await host.Client.AttachAsync<string>(new InvocationTarget.ById(sent.InvocationId)));
    }

    [Fact]
    public async Task Attempts_of_a_run_are_counted_across_restarts_and_end_in_a_terminal_failure()
    {
        var attempts = 0;
        await using var host = EmbeddedHost.Start(Services.Of<Unit, string>(async (ctx, _) =>
        {
            await ctx.RunAsync(
                "flaky",
                _ => Task.FromException(new InvalidOperationException($"attempt {++attempts}")),
                new RunOptions { MaxAttempts = 4, InitialInterval = TimeSpan.FromMinutes(1), Factor = 1 });
            return "never";
        }));
        var sent = await host.Client.SendAsync(Services.Test, Unit.Value);
        await host.UntilAsync(sent.InvocationId, InvocationStatus.BackingOff);
        await host.RestartAsync();
        await host.AdvanceUntilAsync(sent.InvocationId, InvocationStatus.Completed, TimeSpan.FromSeconds(30));
        var error = await Assert.ThrowsAsync<TerminalException>(
            () => host.Client.AttachAsync<string>(new InvocationTarget.ById(sent.InvocationId)));
        Assert.Equal(4, attempts);
        Assert.Contains("flaky", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_side_effect_whose_result_is_recorded_does_not_run_again_after_a_restart()
    {
        var (first, second) = (0, 0);
        var door = new Door();
        await using var host = EmbeddedHost.Start(Services.Of<Unit, int>(async (ctx, _) =>
        {
            var a = await ctx.RunAsync("first", _ => Task.FromResult(Interlocked.Increment(ref first)));
            var b = await ctx.RunAsync("second", async ct =>
            {
                Interlocked.Increment(ref second);
                await door.PassAsync(ct);
                return 10;
            });
            return a + b;
        }));
        var sent = await host.Client.SendAsync(Services.Test, Unit.Value);
        await door.Reached;
        await host.RestartAsync();
        door.Open();
        Assert.Equal(11, await host.Client.AttachAsync<int>(new InvocationTarget.ById(sent.InvocationId)));
        Assert.Equal(1, first);
        Assert.Equal(2, second);
    }

    [Fact]
    public async Task Code_that_changed_in_flight_pauses_with_both_commands_named_and_loses_nothing()
    {
        var door = new Door();
        var before = Services.Of<Unit, string>(async (ctx, _) =>
        {
            await ctx.RunAsync("charge", _ => Task.FromResult(1));
            await ctx.RunAsync("door", door.PassAsync);
            return "done";
        });
        var after = Services.Of<Unit, string>(async (ctx, _) =>
        {
            await ctx.SleepAsync(TimeSpan.FromMilliseconds(1));
            return "other";
        });
        await using var host = EmbeddedHost.Start(before);
        var sent = await host.Client.SendAsync(Services.Test, Unit.Value);
        await door.Reached;
        await host.RestartAsync(after);
        var paused = await host.UntilAsync(sent.InvocationId, InvocationStatus.Paused);
        Assert.Contains("recorded 'run \"charge\"'", paused.LastFailure, StringComparison.Ordinal);
        Assert.Contains("sleep", paused.LastFailure, StringComparison.Ordinal);
        door.Open();
        await host.RestartAsync(before);
        await host.Engine.ResumeAsync(sent.InvocationId, default);
        Assert.Equal("done", await host.Client.AttachAsync<string>(new InvocationTarget.ById(sent.InvocationId)));
    }

    [Fact]
    public async Task An_invocation_whose_service_is_gone_pauses_and_says_so()
    {
        await using var host = EmbeddedHost.Start(Services.Sleeper());
        var sent = await host.Client.SendAsync(new Target("sleeper", "sleep"), 3600);
        await host.UntilAsync(sent.InvocationId, InvocationStatus.Suspended);
        await host.RestartAsync(Services.Counter());
        var paused = await host.AdvanceUntilAsync(sent.InvocationId, InvocationStatus.Paused, TimeSpan.FromMinutes(10));
        Assert.Contains("offers no handler sleeper/sleep", paused.LastFailure, StringComparison.Ordinal);
        await host.RestartAsync(Services.Sleeper());
        await host.Engine.ResumeAsync(sent.InvocationId, default);
        Assert.Equal("slept 3600", await host.Client.AttachAsync<string>(new InvocationTarget.ById(sent.InvocationId)));
    }
}
