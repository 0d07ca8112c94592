using Microsoft.AspNetCore.Http;

namespace Holdfast.Embedded.Http;

/// <summary>
/// As long as there is a client and a server. A server that stops would wait for its clients, and they for invocations
/// that it no longer runs.
/// </summary>
internal static class ServingTime
{
    public static CancellationTokenSource Of(HttpContext context, CancellationToken stopping) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
}
