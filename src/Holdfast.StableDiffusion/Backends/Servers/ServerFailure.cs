using System.Net;

namespace Holdfast.StableDiffusion.Servers;

/// <summary>What statuses mean at every server.</summary>
internal static class ServerFailure
{
    /// <summary>Later it may work: an operator sets something right, or the trouble passes.</summary>
    public static BackendUnavailableException Explain(ServerConnection server, string path, ServerAnswer answer) =>
        (int)answer.Status switch
        {
            401 or 403 => new(
                $"{server.Address} refuses the credentials (HTTP {(int)answer.Status}). Set "
                + $"{nameof(ImageServerOptions.User)} and {nameof(ImageServerOptions.Password)} to what the server was "
                + "started with (--api-auth), or to what the proxy before it asks for."),
            >= 300 and < 400 => new(
                $"{server.Address} redirects /{path} elsewhere. Configure the address that it redirects to."),
            502 or 503 or 504 => new(
                $"The proxy before {server.Address}, or the server, answers HTTP {(int)answer.Status} to /{path}: it "
                + "is down, busy, or the proxy's time limit is shorter than an image takes."),
            _ => new($"{server.Address} answers HTTP {(int)answer.Status} to /{path}: {answer.Excerpt()}"),
        };

    /// <summary>The request is at fault, and would be every time.</summary>
    public static bool BlamesRequest(HttpStatusCode status) =>
        (int)status is >= 400 and < 500 and not (401 or 403 or 404 or 407 or 408 or 409 or 410 or 425 or 429);
}
