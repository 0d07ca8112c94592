namespace Holdfast.Bench.Restate;

// The same handlers as bench/peers/restate-typescript/services.mjs, call for call.

[Service("HoldfastStep")]
internal sealed partial class BenchStep
{
    [Handler]
    public async Task<string> RunAsync(IContext ctx, int number) =>
        await ctx.RunAsync("noop", _ => Task.FromResult($"done {number}"));
}

[VirtualObject("HoldfastStatus")]
internal sealed partial class BenchStatus
{
    private static readonly StateKey<string> _status = new("status");

    [Handler]
    public Task SetAsync(IObjectContext ctx, string text)
    {
        ctx.Set(_status, text);
        return Task.CompletedTask;
    }
}

[Service("HoldfastExecutor")]
internal sealed partial class BenchExecutor
{
    [Handler]
    public async Task<string[]> ExecuteAsync(IContext ctx, string id)
    {
        var progress = ctx.BenchStatus(id).Send;
        _ = progress.SetAsync("started");
        var results = new string[3];
        for (var number = 1; number <= 3; number++)
        {
            results[number - 1] = await ctx.BenchStep().RunAsync(number);
            _ = progress.SetAsync(results[number - 1]);
        }

        return results;
    }
}

/// <summary>
/// The same work in one invocation: side effects in place of calls, its own state in place of messages.
/// </summary>
[VirtualObject("HoldfastLean")]
internal sealed partial class BenchLean
{
    private static readonly StateKey<string> _status = new("status");

    [Handler]
    public async Task<string[]> ExecuteAsync(IObjectContext ctx)
    {
        ctx.Set(_status, "started");
        var results = new string[3];
        for (var number = 1; number <= 3; number++)
        {
            var done = $"done {number}";
            results[number - 1] = await ctx.RunAsync("noop", _ => Task.FromResult(done));
            ctx.Set(_status, results[number - 1]);
        }

        return results;
    }
}
