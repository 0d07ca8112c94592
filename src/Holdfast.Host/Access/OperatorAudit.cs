namespace Holdfast.Host.Access;

/// <summary>One log line for each thing that an operator does or was not allowed to do: who, what, to which.</summary>
internal sealed partial class OperatorAudit(RequestDelegate next, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Holdfast.Audit");

    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsOperation(context))
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            var operation = context.Request.Path.Value!.Split('/')[^1];
            Log(Caller.Of(context), operation, $"{context.Request.RouteValues["id"]}", context.Response.StatusCode);
        }
    }

    private static bool IsOperation(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint endpoint
        && endpoint.RoutePattern.GetParameter("id") is not null
        && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { } methods
        && AccessRules.Of(methods.HttpMethods, endpoint.RoutePattern.RawText ?? "") == Role.Operate;

    [LoggerMessage(LogLevel.Information, "{Who} asked to {Operation} {Id}, answered with {Status}")]
    private partial void Log(string who, string operation, string id, int status);
}

/// <summary>Who calls, as far as it is known.</summary>
internal static class Caller
{
    /// <summary>The name of a key, the subject of a token, or an address.</summary>
    public static string Of(HttpContext context) => context.User.Identity is { IsAuthenticated: true } known
        ? known.Name ?? "somebody without a name"
        : $"anonymous at {context.Connection.RemoteIpAddress}";
}
