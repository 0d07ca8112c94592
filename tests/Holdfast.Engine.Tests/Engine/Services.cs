using System.Collections.Concurrent;

namespace Holdfast.Engine.Tests;

/// <summary>Services that the engine tests call.</summary>
internal static class Services
{
    public static readonly StateKey<int> Count = new("count");

    /// <summary>A counter per key.</summary>
    public static ServiceDefinition Counter() => ServiceDefinition.VirtualObject("counter")
        .Handler<int, int>("add", async (_, ctx, amount) =>
        {
            var sum = await ctx.GetAsync(Count) + amount;
            ctx.Set(Count, sum);
            return sum;
        })
        .Handler<Unit, Unit>("clear", (_, ctx, _) =>
        {
            ctx.ClearAll();
            return Task.FromResult(Unit.Value);
        })
        .Shared<Unit, int>("get", async (_, ctx, _) => await ctx.GetAsync(Count));

    /// <summary>Sleeps so many seconds, then says so.</summary>
    public static ServiceDefinition Sleeper() => ServiceDefinition.Service("sleeper")
        .Handler<int, string>("sleep", async (_, ctx, seconds) =>
        {
            await ctx.SleepAsync(TimeSpan.FromSeconds(seconds));
            return $"slept {seconds}";
        });

    /// <summary>Waits for an awakeable whose id it tells to the test.</summary>
    public static ServiceDefinition Waiter(BlockingCollection<string> ids) => ServiceDefinition.Service("waiter")
        .Handler<Unit, string>("wait", async (_, ctx, _) =>
        {
            var awakeable = ctx.Awakeable<string>();
            await ctx.RunAsync("tell", _ =>
            {
                ids.Add(awakeable.Id, CancellationToken.None);
                return Task.CompletedTask;
            });
            return await awakeable;
        });

    /// <summary>One handler under the name <c>test/go</c>.</summary>
    public static ServiceDefinition Of<TRequest, TResponse>(
        Func<IContext, TRequest, Task<TResponse>> handler, HandlerOptions? options = null) =>
        ServiceDefinition.Service("test")
            .Handler<TRequest, TResponse>("go", (_, ctx, request) => handler(ctx, request), options);

    public static readonly Target Test = new("test", "go");
}

/// <summary>A door that handlers wait at, inside of runs, until the test opens it.</summary>
internal sealed class Door
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public void Open() => _open.TrySetResult();

    public Task PassAsync(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        return _open.Task.WaitAsync(cancellationToken);
    }
}
