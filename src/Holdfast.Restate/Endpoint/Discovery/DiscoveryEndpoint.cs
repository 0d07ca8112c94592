using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Restate.Endpoint.Discovery;

/// <summary>
/// Answers <c>GET /discover</c>: what this process offers at that moment, in the highest manifest version that the
/// server knows.
/// </summary>
internal sealed partial class DiscoveryEndpoint(HoldfastBuilder offered, ILogger logger)
{
    public const string Pattern = "/discover";

    public Task HandleAsync(HttpContext context)
    {
        if (ManifestVersions.Negotiate(context.Request.Headers.Accept) is not { } version)
            return Refusal.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, Unsupported(context));
        try
        {
            var manifest = new ManifestWriter(version, offered.Serdes).Describe(
                offered.Definitions.Values, isBidirectional: HttpProtocol.IsHttp2(context.Request.Protocol));
            context.Response.ContentType = version.MediaType();
            return JsonSerializer.SerializeAsync(
                context.Response.Body, manifest, ManifestJson.Default.Manifest, context.RequestAborted);
        }
        catch (ManifestException error)
        {
            LogRefused(logger, error.Message);
            return Refusal.WriteAsync(context, StatusCodes.Status500InternalServerError, error.Message);
        }
    }

    private static string Unsupported(HttpContext context) =>
        $"Cannot write a manifest that '{context.Request.Headers.Accept}' accepts. Known are "
        + string.Join(", ", Enum.GetValues<ManifestVersion>().Select(version => version.MediaType())) + ".";

    [LoggerMessage(LogLevel.Error, "The deployment cannot be registered: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
