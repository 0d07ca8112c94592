using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Embedded.Http;

/// <summary>The headers of a request that its handler sees.</summary>
internal static class RequestHeaders
{
    public const string IdempotencyKey = "idempotency-key";
    public const string LimitKey = "x-restate-limit-key";
    private const string IngressPathName = "x-restate-ingress-path";

    // Saves the lower-case copy of each name on each request.
    private static readonly FrozenDictionary<string, string> _usual = new[]
    {
        "accept", "accept-encoding", "accept-language", "authorization", "baggage", "cache-control", "content-encoding",
        "content-length", "content-type", "cookie", "forwarded", "origin", "referer", "traceparent", "tracestate",
        "transfer-encoding", "user-agent", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip",
        "x-request-id",
    }.ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All but those of the connection and of the ingress; names in lower case, the path first.</summary>
    public static IReadOnlyDictionary<string, string> ForHandler(HttpRequest request, IngressPath path)
    {
        var headers = new Dictionary<string, string>(request.Headers.Count + 1, StringComparer.Ordinal)
        {
            [IngressPathName] = path.ToString(),
        };
        foreach (var (name, values) in request.Headers)
        {
            var lower = _usual.GetValueOrDefault(name) ?? name.ToLowerInvariant();
            if (lower is not ("host" or "connection" or IdempotencyKey or "idempotency-expires") && lower[0] != ':')
                headers[lower] = values.Count == 1 ? values[0]! : string.Join(", ", values.ToArray());
        }

        return headers;
    }
}
