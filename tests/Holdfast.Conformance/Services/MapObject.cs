namespace Holdfast.Conformance.Services;

internal sealed record MapEntry(string Key, string Value);

/// <summary>A map per key; every entry of it is a state entry of its own.</summary>
[VirtualObject]
internal sealed partial class MapObject
{
    [Handler]
    public void Set(IObjectContext ctx, MapEntry entry) => ctx.Set(new StateKey<string>(entry.Key), entry.Value);

    [Handler]
    public async Task<string> GetAsync(IObjectContext ctx, string key) =>
        await ctx.GetAsync(new StateKey<string>(key)) ?? "";

    [Handler(Accept = "*/*")]
    public async Task<MapEntry[]> ClearAllAsync(IObjectContext ctx)
    {
        var entries = new List<MapEntry>();
        foreach (var key in await ctx.StateKeysAsync())
            entries.Add(new(key, await GetAsync(ctx, key)));
        ctx.ClearAll();
        return [.. entries];
    }
}
