using System.Collections.Concurrent;

namespace Holdfast.Conformance.Services;

/// <summary>Does something else in every second attempt, which must be noticed before it counts.</summary>
[VirtualObject]
internal sealed partial class NonDeterministic
{
    private const string Other = "abc";

    private static readonly ConcurrentDictionary<string, int> _attempts = new(StringComparer.Ordinal);
    private static readonly StateKey<string> _a = new("a");
    private static readonly StateKey<string> _b = new("b");
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(100);

    [Handler(Accept = "*/*")]
    public async Task EitherSleepOrCallAsync(IObjectContext ctx)
    {
        if (IsFirstOfTwo(ctx))
            await ctx.SleepAsync(_short);
        else
            await ctx.Counter(Other).GetAsync();
        await CountAsync(ctx);
    }

    [Handler(Accept = "*/*")]
    public async Task CallDifferentMethodAsync(IObjectContext ctx)
    {
        if (IsFirstOfTwo(ctx))
            await ctx.Counter(Other).GetAsync();
        else
            await ctx.Counter(Other).Reset();
        await CountAsync(ctx);
    }

    [Handler(Accept = "*/*")]
    public async Task BackgroundInvokeWithDifferentTargetsAsync(IObjectContext ctx)
    {
        _ = IsFirstOfTwo(ctx) ? ctx.Counter(Other).Send.GetAsync() : ctx.Counter(Other).Send.Reset();
        await ctx.SleepAsync(_short);
        await CountAsync(ctx);
    }

    [Handler(Accept = "*/*")]
    public async Task SetDifferentKeyAsync(IObjectContext ctx)
    {
        ctx.Set(IsFirstOfTwo(ctx) ? _a : _b, "set");
        await ctx.SleepAsync(_short);
        await CountAsync(ctx);
    }

    // What no handler should do: it looks at something that is not recorded. The analyzers do not see it, as the
    // dictionary is not assigned.
    private static bool IsFirstOfTwo(IObjectContext ctx) =>
        _attempts.AddOrUpdate(ctx.Key, 1, static (_, attempts) => attempts + 1) % 2 == 1;

    private static async Task CountAsync(IObjectContext ctx) => await ctx.Counter(ctx.Key).Send.AddAsync(1);
}
