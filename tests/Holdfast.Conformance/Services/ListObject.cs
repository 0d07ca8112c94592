namespace Holdfast.Conformance.Services;

/// <summary>A list per key, in one state entry.</summary>
[VirtualObject]
internal sealed partial class ListObject
{
    private static readonly StateKey<string[]> _list = new("list");

    [Handler]
    public async Task AppendAsync(IObjectContext ctx, string value) =>
        ctx.Set(_list, [.. await GetAsync(ctx), value]);

    [Handler(Accept = "*/*")]
    public async Task<string[]> GetAsync(IObjectContext ctx) => await ctx.GetAsync(_list) ?? [];

    [Handler(Accept = "*/*")]
    public async Task<string[]> ClearAsync(IObjectContext ctx)
    {
        var list = await GetAsync(ctx);
        ctx.Clear(_list);
        return list;
    }
}
