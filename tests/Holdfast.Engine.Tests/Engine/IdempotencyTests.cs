using Holdfast.Embedded;

namespace Holdfast.Engine.Tests;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task Sixty_four_concurrent_requests_with_one_key_are_one_execution()
    {
        var executions = 0;
        var door = new Door();
        await using var host = EmbeddedHost.Start(Services.Of<Unit, int>(async (ctx, _) =>
            await ctx.RunAsync("count", async ct =>
            {
                await door.PassAsync(ct);
                return Interlocked.Increment(ref executions);
            })));
        var options = new CallOptions { IdempotencyKey = "one" };
        var calls = Enumerable.Range(0, 64)
            .Select(_ => host.Client.CallAsync<Unit, int>(Services.Test, default, options)).ToList();
        await door.Reached;
        door.Open();
        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(1, answer));
        Assert.Equal(1, executions);
        await host.RestartAsync();
        Assert.Equal(1, await host.Client.CallAsync<Unit, int>(Services.Test, default, options));
    }

    [Fact]
    public async Task The_same_key_on_another_handler_is_another_invocation()
    {
        await using var host = EmbeddedHost.Start(Services.Counter());
        var options = new CallOptions { IdempotencyKey = "one" };
        await host.Client.CallAsync<int, int>(new Target("counter", "add", "a"), 1, options);
        await host.Client.CallAsync<int, int>(new Target("counter", "add", "a"), 1, options);
        Assert.Equal(1, await host.Client.CallAsync<int, int>(new Target("counter", "add", "b"), 1, options));
        Assert.Equal(1, await host.Client.CallAsync<Unit, int>(new Target("counter", "get", "a"), default));
    }

    [Fact]
    public async Task Results_are_forgotten_after_their_retention()
    {
        await using var host = EmbeddedHost.Start(
            new EmbeddedOptions { Retention = TimeSpan.FromHours(1) }, Services.Counter());
        var options = new CallOptions { IdempotencyKey = "one" };
        var add = new Target("counter", "add", "a");
        var first = await host.Client.SendAsync(add, 1, null, options);
        Assert.Equal(1, await host.Client.CallAsync<int, int>(add, 1, options));
        await Eventually.AsyncValue(async () =>
        {
            host.Time.Advance(TimeSpan.FromMinutes(5));
            return await host.Engine.FindAsync(first.InvocationId, default) is null ? "" : null;
        });
        Assert.Equal(2, await host.Client.CallAsync<int, int>(add, 1, options));
    }

    [Fact]
    public async Task A_workflow_runs_once_per_key_and_its_promise_is_resolved_from_outside()
    {
        var approved = new PromiseKey<bool>("approved");
        await using var host = EmbeddedHost.Start(ServiceDefinition.Workflow("loan")
            .Handler<int, string>("run", async (_, ctx, amount) =>
                await ctx.Promise(approved) ? $"paid {amount}" : "declined")
            .Shared<bool, Unit>("decide", async (_, ctx, yes) =>
            {
                await ctx.ResolveAsync(approved, yes);
                return default;
            }));
        var run = new Target("loan", "run", "l1");
        var first = await host.Client.SendAsync(run, 100);
        var second = await host.Client.SendAsync(run, 200);
        Assert.True(first.IsNew);
        Assert.False(second.IsNew);
        Assert.Equal(first.InvocationId, second.InvocationId);
        await host.RestartAsync();
        await host.Client.CallAsync<bool, Unit>(new Target("loan", "decide", "l1"), true);
        Assert.Equal("paid 100", await host.Client.AttachAsync<string>(new InvocationTarget.ByWorkflow("loan", "l1")));
        var again = await Assert.ThrowsAsync<TerminalException>(
            () => host.Client.CallAsync<bool, Unit>(new Target("loan", "decide", "l1"), false));
        Assert.Equal(ErrorCode.Conflict, again.Code);
    }
}
