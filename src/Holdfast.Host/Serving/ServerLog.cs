using System.Net;

namespace Holdfast.Host.Serving;

internal static partial class ServerLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Activity} on {Address}, data in {Data}")]
    public static partial void Started(ILogger logger, string activity, Uri address, string data);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message =
        "{Address} is open to the network, and nobody is asked who they are: whoever reaches it can run and operate "
        + "workflows")]
    public static partial void OpenToNetwork(ILogger logger, IPAddress address);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message =
        "{Endpoint} is open to the network: whoever reaches it can run handlers. Say with --identity-key which Restate "
        + "Server may")]
    public static partial void EndpointOpenToNetwork(ILogger logger, Uri endpoint);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "{Problem} Until then, screenshot steps fail")]
    public static partial void NoBrowser(ILogger logger, string problem);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Stopped; the next start goes on from here")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message =
        "This process does not register itself. If Restate Server does not know {Endpoint} yet: 'npx "
        + "@restatedev/restate deployments register {Endpoint}', or start with --register")]
    public static partial void NotRegistered(ILogger logger, Uri endpoint);
}
