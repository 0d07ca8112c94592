using System.Globalization;
using Holdfast.Chaos.Checking;

namespace Holdfast.Chaos.Serving;

/// <summary>What a script handler is asked to do.</summary>
internal sealed record Script(string Name, ScriptStep[] Steps);

/// <summary>
/// Handlers that do a bit of everything, and write down outside what they did and what they were given.
/// </summary>
internal sealed class ChaosServices(EffectLedger ledger)
{
    private static readonly StateKey<int> _count = new("count");

    // Lives are short: a wait of minutes would be most of a run.
    private static readonly HandlerOptions _options = new()
    {
        Retry = new RetryPolicy
        {
            InitialInterval = TimeSpan.FromMilliseconds(50),
            MaxInterval = TimeSpan.FromMilliseconds(500),
        },
    };

    public IEnumerable<ServiceDefinition> All() =>
    [
        ServiceDefinition.Service("script")
            .Handler<Script, string[]>("play", (_, ctx, script) => PlayAsync(ctx, script)).With(_options),
        ServiceDefinition.VirtualObject("tally")
            .Handler<string, int>("add", (_, ctx, name) => AddAsync(ctx, name))
            .Shared<Unit, int>("count", async (_, ctx, _) => await ctx.GetAsync(_count)).With(_options),
    ];

    private async Task<string[]> PlayAsync(IContext ctx, Script script)
    {
        var results = new string[script.Steps.Length];
        for (var step = 0; step < results.Length; step++)
            results[step] = await PlayAsync(ctx, $"{script.Name}.{step}", script.Steps[step]);
        return results;
    }

    private async Task<string> PlayAsync(IContext ctx, string name, ScriptStep step)
    {
        var add = new Target("tally", "add", step.Key);
        switch (step.Kind)
        {
            case StepKind.Effect:
                return await SeenAsync(
                    ctx, name, await ctx.RunAsync(name, _ => Task.FromResult(ledger.Execute(name))));
            case StepKind.Flaky:
                return await SeenAsync(
                    ctx, name, await ctx.RunAsync(name, _ => Task.FromResult(ledger.ExecuteOrFail(name))));
            case StepKind.Sleep:
                await DueAsync(ctx, name, step);
                await ctx.SleepAsync(TimeSpan.FromMilliseconds(step.Millis));
                ledger.Write(LedgerKind.Fired, name, "");
                return "";
            case StepKind.Call:
                var index = await ctx.CallAsync<string, int>(add, name);
                return await SeenAsync(ctx, name, index.ToString(CultureInfo.InvariantCulture));
            case StepKind.Send:
                await ctx.SendAsync(add, name);
                return "";
            case StepKind.Later:
                await DueAsync(ctx, name, step);
                await ctx.SendAsync(add, name, TimeSpan.FromMilliseconds(step.Millis));
                return "";
            case StepKind.Awakeable:
                var awakeable = ctx.Awakeable<string>();
                await ledger.TellAsync(ctx, LedgerKind.Awakeable, name, awakeable.Id);
                return await SeenAsync(ctx, name, await awakeable);
            default:
                throw new TerminalException($"There is no step '{step.Kind}'.", ErrorCode.BadRequest);
        }
    }

    // The place is written by a side effect: it runs when what the handler has read is durable, so the place is final.
    private async Task<int> AddAsync(IObjectContext ctx, string name)
    {
        var count = await ctx.GetAsync(_count);
        await ledger.TellAsync(ctx, LedgerKind.Applied, name, $"{ctx.Key}:{count}");
        ctx.Set(_count, count + 1);
        return count;
    }

    private async Task DueAsync(IContext ctx, string name, ScriptStep step)
    {
        var due = (await ctx.NowAsync()).AddMilliseconds(step.Millis).ToUnixTimeMilliseconds();
        await ledger.TellAsync(ctx, LedgerKind.Due, name, due.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<string> SeenAsync(IContext ctx, string name, string value)
    {
        await ledger.TellAsync(ctx, LedgerKind.Seen, name, value);
        return value;
    }
}
