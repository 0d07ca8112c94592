using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Restate.Endpoint.Identity;

/// <summary>Answers 401 to requests that no known server signed, before anything else looks at them.</summary>
internal sealed partial class IdentityCheck(IdentityVerifier verifier, ILogger logger)
{
    /// <param name="answer">What is guarded.</param>
    /// <param name="protocolPath">Gives the path that the token must be for.</param>
    public RequestDelegate Before(RequestDelegate answer, Func<HttpContext, string> protocolPath) => context =>
    {
        if (verifier.WhyRefused(context.Request.Headers, protocolPath(context)) is not { } reason)
            return answer(context);
        LogRefused(
            logger,
            context.Request.Path,
            InvokeEndpoint.InvocationId(context),
            context.Connection.RemoteIpAddress,
            reason);
        return Refusal.WriteAsync(context, StatusCodes.Status401Unauthorized, $"Not let in: {reason}.");
    };

    [LoggerMessage(LogLevel.Warning, "Refused {Path} of invocation '{Invocation}' from {Address}: {Reason}")]
    private static partial void LogRefused(
        ILogger logger, PathString path, string invocation, System.Net.IPAddress? address, string reason);
}
