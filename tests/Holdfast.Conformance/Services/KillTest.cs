namespace Holdfast.Conformance.Services;

/// <summary>The root of a call tree that is killed.</summary>
[VirtualObject]
internal sealed partial class KillTestRunner
{
    [Handler(Accept = "*/*")]
    public async Task StartCallTreeAsync(IObjectContext ctx) =>
        await ctx.KillTestSingleton(ctx.Key).RecursiveCallAsync();
}

/// <summary>Once unlocked, waits for itself.</summary>
[VirtualObject]
internal sealed partial class KillTestSingleton
{
    [Handler(Accept = "*/*")]
    public async Task RecursiveCallAsync(IObjectContext ctx)
    {
        var unlocked = ctx.Awakeable<string>();
        await ctx.AwakeableHolder(ctx.Key).Send.Hold(unlocked.Id);
        await unlocked;
        await ctx.KillTestSingleton(ctx.Key).RecursiveCallAsync();
    }

    [Handler(Accept = "*/*")]
    public void IsUnlocked(IObjectContext ctx)
    {
        // That it answers is the answer.
    }
}
