namespace Holdfast.Conformance.Services;

/// <summary>Keeps the id of an awakeable until somebody outside wants it resolved.</summary>
[VirtualObject]
internal sealed partial class AwakeableHolder
{
    private static readonly StateKey<string> _id = new("id");

    [Handler]
    public void Hold(IObjectContext ctx, string id) => ctx.Set(_id, id);

    [Handler(Accept = "*/*")]
    public async Task<bool> HasAwakeableAsync(IObjectContext ctx) => await ctx.GetAsync(_id) is not null;

    [Handler]
    public async Task UnlockAsync(IObjectContext ctx, string payload)
    {
        var id = await ctx.GetAsync(_id) ?? throw new TerminalException($"'{ctx.Key}' holds no awakeable");
        ctx.ResolveAwakeable(id, payload);
        ctx.Clear(_id);
    }
}
