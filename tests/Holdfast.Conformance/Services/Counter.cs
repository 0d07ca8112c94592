namespace Holdfast.Conformance.Services;

internal sealed record CounterUpdate(long OldValue, long NewValue);

/// <summary>A number per key.</summary>
[VirtualObject]
internal sealed partial class Counter
{
    private static readonly StateKey<long> _counter = new("counter");

    [Handler]
    public async Task<CounterUpdate> AddAsync(IObjectContext ctx, long value)
    {
        var old = await ctx.GetAsync(_counter);
        ctx.Set(_counter, old + value);
        return new(old, old + value);
    }

    /// <summary>What was set before a failure stays set.</summary>
    [Handler]
    public async Task AddThenFailAsync(IObjectContext ctx, long value)
    {
        await AddAsync(ctx, value);
        throw new TerminalException(ctx.Key);
    }

    [Handler(Accept = "*/*"), Shared]
    public async Task<long> GetAsync(ISharedObjectContext ctx) => await ctx.GetAsync(_counter);

    [Handler(Accept = "*/*")]
    public void Reset(IObjectContext ctx) => ctx.Clear(_counter);
}
