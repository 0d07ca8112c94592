using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Restate.Endpoint;

/// <summary>
/// Answers <c>POST /invoke/{service}/{handler}</c>: refuses what it cannot serve, and serves the rest.
/// </summary>
internal sealed class InvokeEndpoint(HoldfastBuilder offered, AttemptServer attempts)
{
    public const string Pattern = "/invoke/{service}/{handler}";

    public Task HandleAsync(HttpContext context)
    {
        var names = context.Request.RouteValues;
        if (!HandlerTable.TryFind(
            offered.Definitions,
            (string)names["service"]!,
            (string)names["handler"]!,
            out var service,
            out var handler,
            out var problem))
            return Refusal.WriteAsync(context, StatusCodes.Status404NotFound, problem);

        var contentType = context.Request.ContentType;
        if (!InvocationMediaType.TryParse(contentType, out var mediaType, out var version))
            return Refusal.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, Unsupported(contentType));

        context.Response.ContentType = mediaType;
        return attempts.ServeAsync(context, version, service, handler);
    }

    /// <summary>The path as the protocol has it, without where it is mounted.</summary>
    public static string ProtocolPath(HttpContext context) =>
        $"/invoke/{context.GetRouteValue("service")}/{context.GetRouteValue("handler")}";

    /// <summary>Whose attempt it is; the stream says it again, but may be broken.</summary>
    public static string InvocationId(HttpContext context) =>
        context.Request.Headers["x-restate-invocation-id"].ToString();

    private static string Unsupported(string? contentType) =>
        $"Cannot serve content type '{contentType}'. Known are {InvocationMediaType.All}: "
        + "use a server that speaks one of these versions of the service protocol.";
}
