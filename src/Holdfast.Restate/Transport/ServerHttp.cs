using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Holdfast.Restate.Transport;

/// <summary>Sends requests to one address of Restate Server.</summary>
internal sealed class ServerHttp(HttpClient http, Uri address, RestateOptions options) : IDisposable
{
    // Keys are percent-encoded with care; .NET would decode some of it, and take '%2E%2E' for a step upwards.
    private static readonly UriCreationOptions _asWritten =
        new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly string _base = address.AbsoluteUri.TrimEnd('/');

    public Uri Address => address;

    /// <summary>
    /// A client with connections of its own. It waits as long as the caller does: a call may take days.
    /// </summary>
    public static HttpClient CreateClient(RestateOptions options) => new(CreateHandler(options))
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <exception cref="HttpRequestException">There is no answer.</exception>
    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage message, string path, CancellationToken cancellationToken)
    {
        message.RequestUri = new Uri(_base + path, _asWritten);
        message.Version = options.UseHttp11 ? HttpVersion.Version11 : HttpVersion.Version20;
        // Without TLS there is no negotiation: HTTP/2 is spoken from the first byte on, or not at all.
        message.VersionPolicy = address.Scheme == Uri.UriSchemeHttps
            ? HttpVersionPolicy.RequestVersionOrLower
            : HttpVersionPolicy.RequestVersionExact;
        if (options.AuthToken is { } token)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose() => http.Dispose();

    private static SocketsHttpHandler CreateHandler(RestateOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = options.ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        // A connection to a server that is gone would otherwise keep callers waiting for ever.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    };
}
