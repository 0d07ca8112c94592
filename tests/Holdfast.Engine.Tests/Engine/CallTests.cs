using Holdfast.Embedded;

namespace Holdfast.Engine.Tests;

public sealed class CallTests
{
    [Fact]
    public async Task A_call_runs_the_handler_and_returns_its_result()
    {
        await using var host = EmbeddedHost.Start(
            Services.Of<string, string>((_, name) => Task.FromResult($"hello {name}")));
        Assert.Equal("hello you", await host.Client.CallAsync<string, string>(Services.Test, "you"));
    }

    [Fact]
    public async Task A_handler_calls_handlers_and_sends_to_others()
    {
        await using var host = EmbeddedHost.Start(
            Services.Counter(),
            Services.Of<int, int>(async (ctx, times) =>
            {
                for (var i = 0; i < times; i++)
                    await ctx.SendAsync(new Target("counter", "add", "a"), 1);
                return await ctx.CallAsync<int, int>(new Target("counter", "add", "a"), 10);
            }));
        Assert.Equal(15, await host.Client.CallAsync<int, int>(Services.Test, 5));
    }

    [Fact]
    public async Task Calls_to_what_does_not_exist_fail_with_404()
    {
        await using var host = EmbeddedHost.Start(
            Services.Of<Unit, int>(async (ctx, _) => await ctx.CallAsync<int, int>(new Target("nobody", "home"), 1)));
        var error = await Assert.ThrowsAsync<TerminalException>(
            () => host.Client.CallAsync<Unit, int>(Services.Test, default));
        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Contains("'nobody' not found", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_all_of_many_children_wakes_once()
    {
        const int children = 10;
        var attempts = 0;
        await using var host = EmbeddedHost.Start(
            new EmbeddedOptions { MaxWaitingAttempts = 0 },
            Services.Sleeper(),
            Services.Of<Unit, int>(async (ctx, _) =>
            {
                Interlocked.Increment(ref attempts);
                var calls = Enumerable.Range(1, children)
                    .Select(n => ctx.CallAsync<int, string>(new Target("sleeper", "sleep"), n * 60));
                return (await DurableTask.WhenAll([.. calls])).Count;
            }));
        var sent = await host.Client.SendAsync(Services.Test, Unit.Value);
        await host.UntilAsync(sent.InvocationId, InvocationStatus.Suspended);
        await host.AdvanceUntilAsync(sent.InvocationId, InvocationStatus.Completed, TimeSpan.FromSeconds(20));
        Assert.Equal(children, await host.Client.AttachAsync<int>(new InvocationTarget.ById(sent.InvocationId)));
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task A_terminal_failure_reaches_every_caller_with_its_metadata()
    {
        var metadata = new Dictionary<string, string> { ["why"] = "because" };
        await using var host = EmbeddedHost.Start(
            ServiceDefinition.Service("inner")
                .Handler<Unit, Unit>("fail", (_, _, _) => throw new TerminalException("no", 418, metadata)),
            Services.Of<Unit, Unit>(
                async (ctx, _) => await ctx.CallAsync<Unit, Unit>(new Target("inner", "fail"), default)));
        var error = await Assert.ThrowsAsync<TerminalException>(
            () => host.Client.CallAsync<Unit, Unit>(Services.Test, default));
        Assert.Equal(418, error.Code);
        Assert.Equal("no", error.Message);
        Assert.Equal("because", error.Metadata!["why"]);
    }

    [Fact]
    public async Task Exclusive_handlers_of_one_key_run_one_at_a_time_and_in_order()
    {
        await using var host = EmbeddedHost.Start(Services.Counter());
        var sums = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(_ => host.Client.CallAsync<int, int>(new Target("counter", "add", "k"), 1)));
        Assert.Equal(Enumerable.Range(1, 200), sums.Order());
        Assert.Equal(200, await host.Client.CallAsync<Unit, int>(new Target("counter", "get", "k"), default));
    }

    [Fact]
    public async Task Shared_handlers_run_while_an_exclusive_one_waits()
    {
        var door = new Door();
        await using var host = EmbeddedHost.Start(ServiceDefinition.VirtualObject("slow")
            .Handler<Unit, Unit>("hold", async (_, ctx, _) =>
            {
                ctx.Set(Services.Count, 7);
                await ctx.RunAsync("door", door.PassAsync);
                return default;
            })
            .Shared<Unit, int>("get", async (_, ctx, _) => await ctx.GetAsync(Services.Count)));
        var held = host.Client.CallAsync<Unit, Unit>(new Target("slow", "hold", "k"), default);
        await door.Reached;
        Assert.Equal(7, await host.Client.CallAsync<Unit, int>(new Target("slow", "get", "k"), default));
        door.Open();
        await held;
    }

    [Fact]
    public async Task State_survives_a_restart_and_can_be_cleared()
    {
        await using var host = EmbeddedHost.Start(Services.Counter());
        var add = new Target("counter", "add", "k");
        await host.Client.CallAsync<int, int>(add, 40);
        await host.RestartAsync();
        Assert.Equal(42, await host.Client.CallAsync<int, int>(add, 2));
        await host.Client.CallAsync<Unit, Unit>(new Target("counter", "clear", "k"), default);
        await host.RestartAsync();
        Assert.Equal(1, await host.Client.CallAsync<int, int>(add, 1));
    }

    [Fact]
    public async Task A_delayed_send_starts_when_it_is_due()
    {
        await using var host = EmbeddedHost.Start(Services.Counter());
        var receipt = await host.Client.SendAsync(new Target("counter", "add", "k"), 1, TimeSpan.FromHours(2));
        Assert.Equal(host.Time.GetUtcNow() + TimeSpan.FromHours(2), receipt.ExecutionTime);
        await host.UntilAsync(receipt.InvocationId, InvocationStatus.Scheduled);
        await host.RestartAsync();
        await host.AdvanceUntilAsync(receipt.InvocationId, InvocationStatus.Completed, TimeSpan.FromMinutes(10));
        Assert.Equal(1, await host.Client.CallAsync<Unit, int>(new Target("counter", "get", "k"), default));
    }

    [Fact]
    public async Task A_delayed_exclusive_invocation_does_not_hold_its_key_until_it_is_due()
    {
        await using var host = EmbeddedHost.Start(Services.Counter());
        var add = new Target("counter", "add", "k");
        var delayed = await host.Client.SendAsync(add, 100, TimeSpan.FromHours(1));
        Assert.Equal(1, await host.Client.CallAsync<int, int>(add, 1));
        await host.AdvanceUntilAsync(delayed.InvocationId, InvocationStatus.Completed, TimeSpan.FromMinutes(10));
        Assert.Equal(102, await host.Client.CallAsync<int, int>(add, 1));
    }

    [Fact]
    public async Task The_order_of_a_key_survives_a_restart()
    {
        var door = new Door();
        await using var host = EmbeddedHost.Start(
            Services.Counter(),
            ServiceDefinition.VirtualObject("list").Handler<int, string>("append", async (_, ctx, item) =>
            {
                if (item == 0)
                    await ctx.RunAsync("door", door.PassAsync);
                var list = await ctx.GetAsync(new StateKey<string>("list")) + item;
                ctx.Set(new("list"), list);
                return list;
            }));
        var append = new Target("list", "append", "k");
        var later = await host.Client.SendAsync(append, 9, TimeSpan.FromMinutes(1));
        for (var item = 0; item < 5; item++)
            await host.Client.SendAsync(append, item);
        await door.Reached;
        host.Time.Advance(TimeSpan.FromMinutes(2));
        await host.UntilAsync(later.InvocationId, InvocationStatus.Pending);
        await host.RestartAsync();
        door.Open();
        Assert.Equal("0123495", await host.Client.CallAsync<int, string>(append, 5));
    }
}
