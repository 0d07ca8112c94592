using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Services;

/// <summary>A handler to call, as data.</summary>
/// <param name="ServiceName">The service.</param>
/// <param name="HandlerName">The handler.</param>
/// <param name="Message">The bytes of the request. Some clients write those from 128 as negative numbers.</param>
/// <param name="VirtualObjectKey">Null: it is a plain service.</param>
/// <param name="DelayMillis">Of sends: not before this time has passed.</param>
internal sealed record ProxyRequest(
    string ServiceName,
    string HandlerName,
    IReadOnlyList<int> Message,
    string? VirtualObjectKey = null,
    int? DelayMillis = null,
    string? IdempotencyKey = null,
    string? Scope = null,
    string? LimitKey = null)
{
    [JsonIgnore]
    public Target Target => new(ServiceName, HandlerName, VirtualObjectKey);

    [JsonIgnore]
    public byte[] Body => [.. Message.Select(number => unchecked((byte)number))];

    [JsonIgnore]
    public TimeSpan? Delay => DelayMillis is { } millis ? TimeSpan.FromMilliseconds(millis) : null;

    [JsonIgnore]
    public CallOptions Options => new() { IdempotencyKey = IdempotencyKey, Scope = Scope, LimitKey = LimitKey };
}

internal sealed record ManyCallRequest(ProxyRequest ProxyRequest, bool OneWayCall, bool AwaitAtTheEnd);

/// <summary>Calls whatever handler it is told to, with bytes that it does not look into.</summary>
[Service]
internal sealed partial class Proxy
{
    [Handler]
    public async Task<int[]> CallAsync(IContext ctx, ProxyRequest request) =>
        Array.ConvertAll(await Call(ctx, request), value => (int)value);

    [Handler]
    public async Task<string> OneWayCallAsync(IContext ctx, ProxyRequest request) => await Send(ctx, request);

    /// <summary>Issues all calls in the order given, then waits for those that are to be awaited.</summary>
    [Handler]
    public async Task ManyCallsAsync(IContext ctx, ManyCallRequest[] requests)
    {
        var awaited = new List<DurableTask>();
        foreach (var request in requests)
        {
            if (request.OneWayCall)
            {
                _ = Send(ctx, request.ProxyRequest);
                continue;
            }

            var call = Call(ctx, request.ProxyRequest);
            if (request.AwaitAtTheEnd)
                awaited.Add(call);
        }

        await DurableTask.WhenAll(awaited);
    }

    private static DurableCall<byte[]> Call(IContext ctx, ProxyRequest request) =>
        ctx.CallAsync<byte[], byte[]>(request.Target, request.Body, request.Options);

    private static DurableTask<string> Send(IContext ctx, ProxyRequest request) =>
        ctx.SendAsync(request.Target, request.Body, request.Delay, request.Options);
}
