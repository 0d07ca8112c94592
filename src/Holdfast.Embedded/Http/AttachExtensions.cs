using Microsoft.AspNetCore.Http;

namespace Holdfast.Embedded.Http;

internal static class AttachExtensions
{
    /// <summary>
    /// Waits for the end of an invocation as long as there is a client and a server: a server that stops would wait for
    /// its clients, and they for invocations that it no longer runs.
    /// </summary>
    public static async Task<Completed> AttachWhileServingAsync(
        this IInvocationEngine engine, InvocationTarget invocation, HttpContext context, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        return await engine.AttachAsync(invocation, either.Token);
    }
}
