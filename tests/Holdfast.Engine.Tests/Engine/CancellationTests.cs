using System.Collections.Concurrent;
using Holdfast.Embedded;

namespace Holdfast.Engine.Tests;

public sealed class CancellationTests
{
    private static ServiceDefinition Compensating(BlockingCollection<string> seen) =>
        Services.Of<Unit, string>(async (ctx, _) =>
        {
            try
            {
                await ctx.CallAsync<int, string>(new Target("sleeper", "sleep"), 86_400);
                return "slept";
            }
            catch (CancelledException)
            {
                await ctx.RunAsync("compensate", _ => Task.Run(() => seen.Add("compensated")));
                throw;
            }
        });

    [Fact]
    public async Task A_cancelled_handler_compensates_and_its_child_is_cancelled_too()
    {
        using var seen = new BlockingCollection<string>();
        await using var host = EmbeddedHost.Start(Services.Sleeper(), Compensating(seen));
        var sent = await host.Client.SendAsync(Services.Test, Unit.Value);
        var child = await SleeperAsync(host);
        await host.UntilAsync(child.Id, InvocationStatus.Suspended);
        Assert.Equal(OperationOutcome.Accepted, await host.Engine.CancelAsync(sent.InvocationId, default));
        var error = await Assert.ThrowsAnyAsync<TerminalException>(
            () => host.Client.AttachAsync<string>(new InvocationTarget.ById(sent.InvocationId)));
        Assert.Equal(ErrorCode.Cancelled, error.Code);
        Assert.Equal("compensated", Assert.Single(seen));
        await host.UntilAsync(child.Id, InvocationStatus.Completed);
        Assert.Equal(OperationOutcome.Conflict, await host.Engine.CancelAsync(sent.InvocationId, default));
    }

    [Fact]
    public async Task A_killed_invocation_ends_without_compensation_and_takes_its_calls_with_it()
    {
        using var seen = new BlockingCollection<string>();
        await using var host = EmbeddedHost.Start(Services.Sleeper(), Compensating(seen));
        var sent = await host.Client.SendAsync(Services.Test, Unit.Value);
        var child = await SleeperAsync(host);
        Assert.Equal(OperationOutcome.Done, await host.Engine.KillAsync(sent.InvocationId, default));
        var error = await Assert.ThrowsAsync<TerminalException>(
            () => host.Client.AttachAsync<string>(new InvocationTarget.ById(sent.InvocationId)));
        Assert.Equal("killed", error.Message);
        await host.UntilAsync(child.Id, InvocationStatus.Completed);
        Assert.Empty(seen);
    }

    [Fact]
    public async Task Cancelling_reaches_an_invocation_that_backs_off()
    {
        var attempts = 0;
        var daily = new RetryPolicy { InitialInterval = TimeSpan.FromDays(1), MaxInterval = TimeSpan.FromDays(1) };
        await using var host = EmbeddedHost.Start(Services.Of<Unit, string>(async (ctx, _) =>
        {
            if (++attempts == 1)
                throw new InvalidOperationException("once");
            await ctx.SleepAsync(TimeSpan.FromDays(1));
            return "slept";
        }, new HandlerOptions { Retry = daily }));
        var sent = await host.Client.SendAsync(Services.Test, Unit.Value);
        await host.UntilAsync(sent.InvocationId, InvocationStatus.BackingOff);
        Assert.Equal(OperationOutcome.Accepted, await host.Engine.CancelAsync(sent.InvocationId, default));
        await host.UntilAsync(sent.InvocationId, InvocationStatus.Completed);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task An_invocation_that_waits_for_its_turn_can_be_cancelled_and_the_next_one_runs()
    {
        var door = new Door();
        await using var host = EmbeddedHost.Start(ServiceDefinition.VirtualObject("queue").Handler<string, string>(
            "go", async (_, ctx, text) =>
            {
                await ctx.RunAsync("door", door.PassAsync);
                return text;
            }));
        var target = new Target("queue", "go", "k");
        var first = host.Client.CallAsync<string, string>(target, "a");
        await door.Reached;
        var second = await host.Client.SendAsync(target, "b");
        var third = host.Client.CallAsync<string, string>(target, "c");
        var waiting = await host.UntilAsync(second.InvocationId, InvocationStatus.Pending);
        Assert.Equal("its turn on queue/k", waiting.WaitingFor);
        Assert.Equal(OperationOutcome.Done, await host.Engine.CancelAsync(second.InvocationId, default));
        door.Open();
        Assert.Equal(["a", "c"], await Task.WhenAll(first, third));
    }

    [Fact]
    public async Task Operations_on_unknown_invocations_say_not_found()
    {
        await using var host = EmbeddedHost.Start(Services.Counter());
        Assert.Equal(OperationOutcome.NotFound, await host.Engine.CancelAsync("inv_1nonsense", default));
        var error = await Assert.ThrowsAsync<TerminalException>(
            () => host.Client.AttachAsync(new InvocationTarget.ById(InvocationIdText.Format(new byte[24]))));
        Assert.Equal(ErrorCode.NotFound, error.Code);
    }

    private static Task<InvocationInfo> SleeperAsync(EmbeddedHost host) => Eventually.AsyncValue(async () =>
    {
        var sleepers = await host.Engine.ListAsync(new InvocationQuery { Service = "sleeper" }, default);
        return sleepers.Items.SingleOrDefault();
    });
}
