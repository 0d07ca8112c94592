using System.Text;
using Holdfast.Engine;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Embedded.Http;

/// <summary>Resolves and rejects awakeables: with the body as the value, or as the reason.</summary>
internal sealed class AwakeableCompletions(IInvocationEngine engine, long maxBodySize)
{
    public async Task HandleAsync(HttpContext context, IngressRoute.Complete route)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            throw IngressException.MethodNotAllowed();
        var body = await RequestBody.ReadAsync(context, maxBodySize, context.RequestAborted);
        if (IdFormat.ProblemOfAwakeable(route.AwakeableId) is { } problem)
            throw IngressException.BadRequest($"bad awakeable id '{route.AwakeableId}': {problem}");

        await CompleteAsync(route.AwakeableId, ResultOf(route, body));
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentLength = 0;
    }

    private static EntryResult ResultOf(IngressRoute.Complete route, ReadOnlyMemory<byte> body) => route.IsRejection
        ? new EntryResult.Failure(ErrorCode.Internal, Encoding.UTF8.GetString(body.Span))
        : new EntryResult.Value(body);

    private async Task CompleteAsync(string awakeableId, EntryResult result)
    {
        try
        {
            await engine.CompleteAwakeableAsync(awakeableId, result, CancellationToken.None);
        }
        catch (TerminalException unknown) when (unknown.Code == ErrorCode.NotFound)
        {
            // Whoever waited has ended and is forgotten. A repeated completion is not an error either.
        }
    }
}
