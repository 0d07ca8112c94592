using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Holdfast.Images.Screenshot.Network;

/// <summary>
/// The only way out that a page has: an HTTP proxy on a port of loopback, for as long as the page is open. What it
/// loads (documents, images, frames, workers, redirects, web sockets) comes through here, so what is refused here is
/// not loaded.
/// </summary>
internal sealed class PageProxy : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly PageNetwork _network;
    private readonly PlainRequests _plain;
    private readonly KestrelServer _server;

    private PageProxy(PageNetwork network)
    {
        _network = network;
        _plain = new(network);
        var options = new KestrelServerOptions
        {
            ApplicationServices = new ServiceCollection().BuildServiceProvider(),
            AddServerHeader = false,
            RequestHeaderEncodingSelector = _ => Encoding.Latin1,
            ResponseHeaderEncodingSelector = _ => Encoding.Latin1,
        };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Use(TunnelOrRequestAsync));
        _server = new(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <summary>Such as <c>http://127.0.0.1:40123</c>.</summary>
    public string Address => _server.Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<PageProxy> StartAsync(PageNetwork network, CancellationToken cancellationToken)
    {
        var proxy = new PageProxy(network);
        await proxy._server.StartAsync(proxy, cancellationToken);
        return proxy;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _plain.ForwardAsync(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async ValueTask DisposeAsync()
    {
        // Nobody looks at the page any more: there is nothing to drain.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        _plain.Dispose();
    }

    // Kestrel does not do CONNECT, which is the first and only request of its connection.
    private ConnectionDelegate TunnelOrRequestAsync(ConnectionDelegate requests) =>
        async connection =>
        {
            if (!await Tunnel.TryServeAsync(connection, _network))
                await requests(connection);
        };
}
