namespace Holdfast.Conformance.Services;

/// <summary>Waits for a promise, and gives its value.</summary>
[Workflow]
internal sealed partial class BlockAndWaitWorkflow
{
    private static readonly StateKey<string> _input = new("my-state");
    private static readonly PromiseKey<string> _unblocked = new("p");

    [Handler]
    public async Task<string> RunAsync(IWorkflowContext ctx, string input)
    {
        ctx.Set(_input, input);
        var output = await ctx.Promise(_unblocked);
        var peeked = await ctx.PeekAsync(_unblocked);
        return peeked.IsReady ? output : throw new TerminalException("A promise that was awaited is not completed");
    }

    [Handler, Shared]
    public async Task UnblockAsync(ISharedWorkflowContext ctx, string output) =>
        await ctx.ResolveAsync(_unblocked, output);

    [Handler(Accept = "*/*"), Shared]
    public async Task<string?> GetStateAsync(ISharedWorkflowContext ctx) => await ctx.GetAsync(_input);
}
