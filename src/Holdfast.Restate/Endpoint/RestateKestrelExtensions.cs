using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Restate;

/// <summary>Lets Kestrel listen as Restate Server needs it.</summary>
public static class RestateKestrelExtensions
{
    // The server has one stream open for each invocation that runs here.
    private const int MaxStreamsPerConnection = 10_000;

    // Memory that one stream, and all of a connection, may occupy before handlers take it. Together they are more than
    // one of them: a handler that does not read must not hold up the others.
    private const int StreamWindow = 1024 * 1024;
    private const int ConnectionWindow = 64 * StreamWindow;

    private static readonly TimeSpan _keepAlivePingDelay = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Listens on a port of all addresses, IPv4 and IPv6. See
    /// <see cref="ListenRestate(KestrelServerOptions, IPEndPoint, bool)"/>.
    /// </summary>
    public static void ListenRestate(this KestrelServerOptions kestrel, int port, bool useHttp11 = false)
    {
        SetLimits(kestrel.Limits);
        kestrel.ListenAnyIP(port, listen => listen.Protocols = Protocols(useHttp11));
    }

    /// <summary>
    /// Listens for Restate Server without TLS: HTTP/2 with prior knowledge, 10,000 streams at a time, windows fit for
    /// large messages, and a ping that notices a server which is gone. Kestrel's minimum data rates are lifted for the
    /// whole program, because streams are silent while a handler works or waits. A program that listens in its own way,
    /// such as with TLS, should set the same limits.
    /// </summary>
    /// <param name="kestrel">Of <c>builder.WebHost.ConfigureKestrel</c>.</param>
    /// <param name="endPoint">Address and port; port 0 takes a free one.</param>
    /// <param name="useHttp11">
    /// HTTP/1.1 in place of HTTP/2, for a proxy that has only that; without TLS a port cannot serve both. Handlers are
    /// then suspended whenever they wait. Register the deployment with <c>use_http_11</c>.
    /// </param>
    public static void ListenRestate(this KestrelServerOptions kestrel, IPEndPoint endPoint, bool useHttp11 = false)
    {
        SetLimits(kestrel.Limits);
        kestrel.Listen(endPoint, listen => listen.Protocols = Protocols(useHttp11));
    }

    private static void SetLimits(KestrelServerLimits limits)
    {
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        limits.Http2.InitialStreamWindowSize = StreamWindow;
        limits.Http2.InitialConnectionWindowSize = ConnectionWindow;
        limits.Http2.KeepAlivePingDelay = _keepAlivePingDelay;
    }

    private static HttpProtocols Protocols(bool useHttp11) => useHttp11 ? HttpProtocols.Http1 : HttpProtocols.Http2;
}
