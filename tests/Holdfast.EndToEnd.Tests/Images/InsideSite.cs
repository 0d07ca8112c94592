using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>A site that no page should reach: it notes what was asked for, over TCP and UDP.</summary>
internal sealed class InsideSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Parse(Host), 0));

    private InsideSite(WebApplication app) => _app = app;

    /// <summary>Another address of this machine than the one of <see cref="TestSite"/>.</summary>
    public const string Host = "127.0.0.2";

    public int Port => new Uri(_app.Urls.First()).Port;

    public int UdpPort => ((IPEndPoint)_udp.Client.LocalEndPoint!).Port;

    public string Url => _app.Urls.First();

    /// <summary>Paths of the requests that came.</summary>
    public ConcurrentBag<string> Visits { get; } = [];

    /// <summary>Bytes of datagrams that came.</summary>
    public int Datagrams => _udp.Available;

    public static async Task<InsideSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{Host}:0");
        var site = new InsideSite(builder.Build());
        site._app.Run(http =>
        {
            site.Visits.Add(http.Request.Path);
            http.Response.Headers.AccessControlAllowOrigin = "*";
            return Task.CompletedTask;
        });
        await site._app.StartAsync();
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        _udp.Dispose();
        await _app.DisposeAsync();
    }
}
