using Holdfast.Workflows.Serialization;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Workflows.Http;

/// <summary>Errors in the shape of the ingress: <c>{"code":404,"message":"…","source":"ingress"}</c>.</summary>
internal static class HttpErrors
{
    public static IResult Of(int code, string message, string source = "ingress") =>
        TypedResults.Json(new HttpError(code, message, source), WorkflowJson.Shared.HttpError, statusCode: code);

    public static IResult UnknownWorkflow(string id) => Of(
        ErrorCode.NotFound, $"There is no workflow '{id}'. It was never started, or its status is no longer kept.");

    /// <summary>
    /// Terminal failures of handlers and stores become answers, and so does an engine that is another process and
    /// away; everything else is a fault of this program.
    /// </summary>
    public static async ValueTask<object?> AnswerAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (TerminalException error)
        {
            return Of(error.Code is >= 400 and <= 599 ? error.Code : ErrorCode.Internal, error.Message, "invocation");
        }
        catch (HttpRequestException away)
        {
            return Of(StatusCodes.Status503ServiceUnavailable, $"The engine does not answer: {away.Message}");
        }
    }
}
