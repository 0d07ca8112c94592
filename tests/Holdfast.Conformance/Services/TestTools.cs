namespace Holdfast.Conformance.Services;

internal sealed record ResolveSignalRequest(string InvocationId, string SignalName, string Value);

internal sealed record RejectSignalRequest(string InvocationId, string SignalName, string Reason);

/// <summary>Small things, each for a test of its own.</summary>
[Service("TestUtilsService")]
internal sealed partial class TestTools
{
    [Handler]
    public string Echo(IContext ctx, string input) => input;

    [Handler]
    public string UppercaseEcho(IContext ctx, string input) => input.ToUpperInvariant();

    [Handler(Accept = "*/*")]
    public IReadOnlyDictionary<string, string> EchoHeaders(IContext ctx) => ctx.Headers;

    [Handler(Accept = "*/*")]
    public byte[] RawEcho(IContext ctx, byte[] input) => input;

    /// <summary>How many of the side effects the last attempt executed itself.</summary>
    [Handler]
    public async Task<int> CountExecutedSideEffectsAsync(IContext ctx, int increments)
    {
        var executed = 0;
        for (var i = 0; i < increments; i++)
            await ctx.RunAsync("count", _ => Task.FromResult(++executed));
        return executed;
    }

    /// <summary>Of the suite's earlier versions; newer ones have an interpreter sleep.</summary>
    [Handler]
    public async Task SleepConcurrentlyAsync(IContext ctx, long[] millisDuration) => await DurableTask.WhenAll(
        [.. millisDuration.Select(millis => ctx.SleepAsync(TimeSpan.FromMilliseconds(millis)))]);

    [Handler]
    public void CancelInvocation(IContext ctx, string invocationId) => ctx.Cancel(invocationId);

    [Handler]
    public void ResolveSignal(IContext ctx, ResolveSignalRequest request) =>
        ctx.SendSignal(request.InvocationId, request.SignalName, request.Value);

    [Handler]
    public void RejectSignal(IContext ctx, RejectSignalRequest request) =>
        ctx.RejectSignal(request.InvocationId, request.SignalName, request.Reason);
}
