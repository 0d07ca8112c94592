using Holdfast.Embedded;

namespace Holdfast.Engine.Tests;

public sealed class TimerTests
{
    [Fact]
    public async Task A_long_sleep_suspends_survives_a_restart_and_ends_in_time()
    {
        await using var host = EmbeddedHost.Start(Services.Sleeper());
        var sent = await host.Client.SendAsync(new Target("sleeper", "sleep"), 86_400);
        var suspended = await host.UntilAsync(sent.InvocationId, InvocationStatus.Suspended);
        Assert.StartsWith("sleep until", suspended.WaitingFor, StringComparison.Ordinal);
        await host.RestartAsync();
        host.Time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(InvocationStatus.Suspended, (await host.Engine.FindAsync(sent.InvocationId, default))!.Status);
        await host.AdvanceUntilAsync(sent.InvocationId, InvocationStatus.Completed, TimeSpan.FromMinutes(10));
        Assert.Equal(
            "slept 86400", await host.Client.AttachAsync<string>(new InvocationTarget.ById(sent.InvocationId)));
    }

    [Fact]
    public async Task A_thousand_sleepers_wake_up_all()
    {
        await using var host = EmbeddedHost.Start(Services.Sleeper());
        var sent = await Task.WhenAll(Enumerable.Range(0, 1_000)
            .Select(i => host.Client.SendAsync(new Target("sleeper", "sleep"), 10 + (i % 300))));
        foreach (var receipt in sent)
            await host.AdvanceUntilAsync(receipt.InvocationId, InvocationStatus.Completed, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_handler_that_waits_is_suspended_after_the_inactivity_timeout()
    {
        using var ids = new System.Collections.Concurrent.BlockingCollection<string>();
        await using var host = EmbeddedHost.Start(
            new EmbeddedOptions { InactivityTimeout = TimeSpan.FromSeconds(30) }, Services.Waiter(ids));
        var sent = await host.Client.SendAsync(new Target("waiter", "wait"), Unit.Value);
        var id = ids.Take();
        var waiting = await host.AdvanceUntilAsync(
            sent.InvocationId, InvocationStatus.Suspended, TimeSpan.FromSeconds(5));
        Assert.Equal($"awakeable {id}", waiting.WaitingFor);
        await host.Client.ResolveAwakeableAsync(id, "\"value\""u8.ToArray());
        Assert.Equal("value", await host.Client.AttachAsync<string>(new InvocationTarget.ById(sent.InvocationId)));
        Assert.Empty(ids);
    }

    [Fact]
    public async Task A_timeout_loses_against_a_value_and_wins_against_silence()
    {
        using var ids = new System.Collections.Concurrent.BlockingCollection<string>();
        await using var host = EmbeddedHost.Start(Services.Of<Unit, string>(async (ctx, _) =>
        {
            var awakeable = ctx.Awakeable<string>();
            await ctx.RunAsync("tell", _ => Task.Run(() => ids.Add(awakeable.Id)));
            return await awakeable.Result.OrTimeout(TimeSpan.FromMinutes(5));
        }));
        var first = await host.Client.SendAsync(Services.Test, Unit.Value);
        await host.Client.ResolveAwakeableAsync(ids.Take(), "\"in time\""u8.ToArray());
        Assert.Equal("in time", await host.Client.AttachAsync<string>(new InvocationTarget.ById(first.InvocationId)));
        var second = await host.Client.SendAsync(Services.Test, Unit.Value);
        ids.Take();
        await host.AdvanceUntilAsync(second.InvocationId, InvocationStatus.Completed, TimeSpan.FromMinutes(1));
        var error = await Assert.ThrowsAsync<TerminalException>(
            () => host.Client.AttachAsync<string>(new InvocationTarget.ById(second.InvocationId)));
        Assert.Equal(ErrorCode.Timeout, error.Code);
    }
}
