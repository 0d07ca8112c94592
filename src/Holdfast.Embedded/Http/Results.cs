using Holdfast.Engine;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Embedded.Http;

/// <summary>Results of known invocations: attach waits for them, output does not, lookup wants only the id.</summary>
internal sealed class Results(
    IInvocationEngine engine, IngressCatalog catalog, long maxBodySize, CancellationToken stopping)
{
    private static readonly EntryResult.Failure _notFound = new(ErrorCode.NotFound, "not found");

    public Task HandleAsync(HttpContext context, IngressRoute.Read route)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
            throw IngressException.MethodNotAllowed();
        return ReadAsync(context, route.Kind, route.Invocation);
    }

    public async Task HandleAsync(HttpContext context, IngressRoute.ReadByBody route)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            throw IngressException.MethodNotAllowed();
        var body = await RequestBody.ReadAsync(context, maxBodySize, context.RequestAborted);
        var invocation = TargetBody.Parse(body);
        if (route.Kind == ReadKind.Lookup)
            await LookupAsync(context, invocation);
        else
            await ReadAsync(context, route.Kind, invocation);
    }

    private async Task ReadAsync(HttpContext context, ReadKind kind, InvocationTarget invocation)
    {
        Completed? retained;
        try
        {
            CheckScope(invocation);
            retained = await engine.OutputAsync(invocation, context.RequestAborted);
        }
        catch (TerminalException missing) when (missing.Code == ErrorCode.NotFound)
        {
            await WriteMissingAsync(context, kind, invocation);
            return;
        }

        if (retained is null && kind == ReadKind.Output)
            throw IngressException.NotReady();
        var completed = retained ?? await engine.AttachWhileServingAsync(invocation, context, stopping);
        var contentType = await ContentTypeOfAsync(invocation, completed, context.RequestAborted);
        await IngressResponse.WriteResultAsync(
            context.Response, completed, contentType, isRetained: retained is not null);
    }

    // Calls with a scope are refused, so nothing can have been called with one.
    private static void CheckScope(InvocationTarget invocation)
    {
        var hasScope = invocation
            is InvocationTarget.ByIdempotencyKey { Scope: not null } or InvocationTarget.ByWorkflow { Scope: not null };
        if (hasScope)
            throw new TerminalException("invocation not found", ErrorCode.NotFound);
    }

    // To a client that waits, an invocation that does not exist is one that failed.
    private static Task WriteMissingAsync(HttpContext context, ReadKind kind, InvocationTarget invocation) =>
        kind == ReadKind.Output
            ? throw IngressException.InvocationNotFound()
            : IngressResponse.WriteFailureAsync(
                context.Response, (invocation as InvocationTarget.ById)?.InvocationId, _notFound);

    private async Task LookupAsync(HttpContext context, InvocationTarget invocation)
    {
        CheckScope(invocation);
        var id = invocation is InvocationTarget.ById byId
            ? byId.InvocationId
            : await engine.LookupAsync(invocation, context.RequestAborted);
        await IngressResponse.WriteJsonAsync(context.Response, id, static (json, id) =>
        {
            json.WriteStartObject();
            json.WriteString("invocationId", id);
            json.WriteEndObject();
        });
    }

    private async ValueTask<string?> ContentTypeOfAsync(
        InvocationTarget invocation, Completed completed, CancellationToken cancellationToken)
    {
        var handler = invocation switch
        {
            InvocationTarget.ByIdempotencyKey byKey => catalog.FindHandler(byKey.Target),
            InvocationTarget.ByWorkflow workflow => catalog.FindService(workflow.Workflow)?.Run,
            _ => await engine.FindAsync(completed.InvocationId, cancellationToken) is { } found
                ? catalog.FindHandler(found.Target)
                : null,
        };
        return handler?.OutputContentType;
    }
}
