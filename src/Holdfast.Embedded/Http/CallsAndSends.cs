using System.Buffers;
using Holdfast.Engine;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Embedded.Http;

/// <summary>Calls of handlers, which wait for the result, and sends, which do not.</summary>
internal sealed class CallsAndSends(
    IInvocationEngine engine, Admission admission, long maxBodySize, CancellationToken stopping)
{
    private static readonly EntryResult.Failure _alreadyInvoked =
        new(ErrorCode.Conflict, "the workflow method was already invoked");

    private static readonly SearchValues<char> _scopeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    public async Task HandleAsync(HttpContext context, IngressPath path, IngressRoute.Invoke route)
    {
        admission.Require(context);
        var isRun = route.Handler.Definition.Kind == HandlerKind.Run;
        var submission = await ReadAsync(context, path, route, isRun);

        // From here on the client may go away: a request that was read completely is accepted completely.
        var accepted = await engine.SubmitAsync(submission, CancellationToken.None);
        if (route.IsSend)
            await IngressResponse.WriteAcceptedAsync(context.Response, accepted);
        else if (isRun && !accepted.IsNew)
            await IngressResponse.WriteFailureAsync(context.Response, accepted.InvocationId, _alreadyInvoked);
        else
            await WriteEndAsync(context, accepted, route.Handler.OutputContentType);
    }

    // The order of the checks decides which error a request with several mistakes gets.
    private async ValueTask<Submission> ReadAsync(
        HttpContext context, IngressPath path, IngressRoute.Invoke route, bool isRun)
    {
        var request = context.Request;
        var idempotencyKey = IdempotencyKeyOf(request, isRun);
        if (route.Scope is not null)
            throw NoScopes(route.Scope);
        if (!HttpMethods.IsPost(request.Method) && !HttpMethods.IsGet(request.Method))
            throw IngressException.MethodNotAllowed();

        var body = await RequestBody.ReadAsync(context, maxBodySize, context.RequestAborted);
        route.Handler.Input.Check(request.ContentType, body.IsEmpty);
        var delay = DelayOf(request);
        if (HasLimitKey(request))
            throw IngressException.BadRequest("limit-key requires a scope to be set");
        if (delay is not null && !route.IsSend)
            throw IngressException.BadRequest(
                "cannot use the delay query parameter with calls. The delay is supported only with sends");

        return new Submission(route.Target, body)
        {
            Headers = RequestHeaders.ForHandler(request, path),
            IdempotencyKey = idempotencyKey,
            Delay = delay,
            AwaitsEnd = !route.IsSend,
        };
    }

    private async Task WriteEndAsync(HttpContext context, Accepted accepted, string? contentType)
    {
        var invocation = new InvocationTarget.ById(accepted.InvocationId);
        var retained = accepted.IsNew ? null : await engine.OutputAsync(invocation, context.RequestAborted);
        var completed = retained ?? await engine.AttachWhileServingAsync(invocation, context, stopping);
        await IngressResponse.WriteResultAsync(
            context.Response, completed, contentType, isRetained: retained is not null);
    }

    private static string? IdempotencyKeyOf(HttpRequest request, bool isRun)
    {
        if (!request.Headers.TryGetValue(RequestHeaders.IdempotencyKey, out var keys))
            return null;
        return isRun
            ? throw IngressException.BadRequest(
                "cannot use the idempotency key with workflow handlers. "
                + "The handler invocation will already be idempotent by the workflow key itself.")
            : keys[0];
    }

    // Scopes exist in the protocol; a server without virtual queues answers this.
    private static IngressException NoScopes(string scope) => IngressException.BadRequest(
        scope.AsSpan().ContainsAnyExcept(_scopeCharacters)
            ? "bad scope value: value contains characters outside the allowed set [a-zA-Z0-9_.-]"
            : "scoped invocations require vqueues to be enabled");

    private static TimeSpan? DelayOf(HttpRequest request)
    {
        if (!request.QueryString.HasValue || !request.Query.TryGetValue("delay", out var delays))
            return null;
        try
        {
            return FriendlyDuration.Parse(delays[0]!);
        }
        catch (FormatException error)
        {
            throw IngressException.BadRequest(
                $"bad delay query parameter, must be a ISO8601 duration: {error.Message}");
        }
    }

    private static bool HasLimitKey(HttpRequest request) =>
        request.Headers.ContainsKey(RequestHeaders.LimitKey)
        || (request.QueryString.HasValue && request.Query.ContainsKey("limit-key"));
}
