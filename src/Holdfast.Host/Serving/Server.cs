using System.Net;
using Holdfast.Host.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Console;

namespace Holdfast.Host.Serving;

/// <summary>A server that is up: it listens, and its engine runs. Dispose it to stop it gracefully.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Server(WebApplication app) => _app = app;

    /// <summary>Where clients on this machine reach it, such as <c>http://localhost:8080</c>.</summary>
    public Uri Address { get; private init; } = null!;

    /// <summary>Signalled on SIGTERM and Ctrl-C.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <exception cref="ProgramException">
    /// It cannot start: the port, the data directory. Nothing is left behind.
    /// </exception>
    public static async Task<Server> StartAsync(ServerOptions options)
    {
        // Before the data directory is touched: the usual mistake is a second server, and it should cost nothing.
        PortProbe.ThrowIfUnavailable(options.Bind, options.Port);
        var app = Build(options);
        try
        {
            // Opens the data directory here; if that failed inside of the host, it would log a stack trace as well.
            app.Services.GetRequiredService<IHoldfastClient>();
            await app.StartAsync();
        }
        catch (Exception error) when (StartFailure.Explain(error, options) is { } explained)
        {
            await app.DisposeAsync();
            throw explained;
        }

        var server = new Server(app) { Address = AddressOf(app) };
        ServerLog.Listening(app.Logger, server.Address, options.Data);
        if (!IPAddress.IsLoopback(options.Bind))
            ServerLog.OpenToNetwork(app.Logger, options.Bind);
        try
        {
            Composition.RequireBrowser(options);
        }
        catch (ProgramException missing)
        {
            ServerLog.NoBrowser(app.Logger, missing.Message);
        }

        return server;
    }

    /// <summary>Waits for SIGTERM or Ctrl-C, then stops: no new work, side effects under way finish.</summary>
    /// <exception cref="ProgramException">Its database failed, which also stops it, or the disk is full.</exception>
    public async Task RunUntilStoppedAsync()
    {
        await _app.WaitForShutdownAsync();
        var health = await _app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        if (health.Status != HealthStatus.Healthy)
            throw new ProgramException(ExitCode.DataUnusable, Health.Reason(health));
        ServerLog.Stopped(_app.Logger);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // The empty builder: no ASPNETCORE_ variables, no other configuration files, nothing that is not written here.
    private static WebApplication Build(ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new() { ApplicationName = "Holdfast", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Bind, options.Port);
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(
            host => host.ShutdownTimeout = options.DrainTimeout + TimeSpan.FromSeconds(5));
        AddLogging(builder.Logging, options);
        Composition.AddServices(builder.Services, options);

        var app = builder.Build();
        Composition.MapEndpoints(app);
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging, ServerOptions options)
    {
        // What the framework says at 'information' (a line per request) is what others call 'debug'.
        logging.SetMinimumLevel(options.LogLevel);
        if (options.LogLevel == LogLevel.Information)
            logging.AddFilter("Microsoft", LogLevel.Warning);

        // Logs go to standard error, so that what a command answers can be piped.
        logging.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.LogFormat == LogFormat.Json)
            logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "O"));
        else
            logging.AddSimpleConsole(simple => (simple.SingleLine, simple.TimestampFormat) = (true, "HH:mm:ss.fff "));
    }

    private static Uri AddressOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var bound = new Uri(addresses.First());
        var isLocal = IPAddress.TryParse(bound.DnsSafeHost, out var ip)
            && (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return isLocal ? new UriBuilder(bound) { Host = "localhost" }.Uri : bound;
    }
}
