using System.Text.Json;

namespace Holdfast.Conformance.Tests.Behaviours;

/// <summary>Requests of the proxy service.</summary>
internal static class Proxied
{
    /// <summary>A call of a handler with this request, as the bytes of its JSON.</summary>
    public static object Call(
        string service,
        string handler,
        object request,
        string? key = null,
        int? delayMillis = null,
        string? idempotencyKey = null,
        (string Scope, string LimitKey)? scope = null) => new
        {
            serviceName = service,
            virtualObjectKey = key,
            handlerName = handler,
            message = JsonSerializer.SerializeToUtf8Bytes(request).Select(value => (int)value),
            delayMillis,
            idempotencyKey,
            scope = scope?.Scope,
            limitKey = scope?.LimitKey,
        };

    /// <summary>A part of a request to call many.</summary>
    public static object Many(object call, bool isOneWay) =>
        new { proxyRequest = call, oneWayCall = isOneWay, awaitAtTheEnd = !isOneWay };
}
