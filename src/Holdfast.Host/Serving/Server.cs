using System.Net;
using Holdfast.Host.Composition;
using Holdfast.Host.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Holdfast.Host.Serving;

/// <summary>A process that is up: it listens, and its engine runs. Dispose it to stop it gracefully.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Uri? _restateEndpoint;
    private readonly RestateSettings _restate;

    private Server(WebApplication app, Uri address, Uri? restateEndpoint, RestateSettings restate)
    {
        (_app, Address) = (app, address);
        (_restateEndpoint, _restate) = (restateEndpoint is null ? null : restate.Advertise ?? restateEndpoint, restate);
    }

    /// <summary>Where clients on this machine reach it, such as <c>http://localhost:8080</c>.</summary>
    public Uri Address { get; }

    /// <summary>Signalled on SIGTERM and Ctrl-C.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <exception cref="ProgramException">
    /// It cannot start: the port, the data directory. Nothing is left behind.
    /// </exception>
    public static async Task<Server> StartAsync(IComposition composition, ServerOptions options)
    {
        // Before the data directory is touched: the usual mistake is a second server, and it should cost nothing.
        foreach (var port in composition.Ports)
            PortProbe.ThrowIfUnavailable(options.Bind, port);
        var app = Build(composition, options);
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

        var address = BoundAddress.Of(app);
        var server = new Server(app, address, composition.RestateEndpointAt(address), options.Restate);
        ServerLog.Listening(app.Logger, server.Address, options.Data);
        server.Warn(composition, options);
        return server;
    }

    /// <summary>
    /// Lets Restate Server know of it, if that is to be; waits for SIGTERM or Ctrl-C, then stops: no new work, side
    /// effects under way finish.
    /// </summary>
    /// <exception cref="ProgramException">
    /// Restate Server refuses it; or its database failed, which also stops it, or the disk is full.
    /// </exception>
    public async Task RunUntilStoppedAsync()
    {
        await RegisterAsync();
        await _app.WaitForShutdownAsync();

        // How Restate Server is, is not how this process ends.
        var health = await _app.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Name != RestateHealth.Name);
        if (health.Status != HealthStatus.Healthy)
            throw new ProgramException(ExitCode.DataUnusable, Health.Reason(health));
        ServerLog.Stopped(_app.Logger);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(IComposition composition, ServerOptions options)
    {
        var builder = ProcessBuilder.Create(options);
        builder.WebHost.ConfigureKestrel(composition.Listen);
        builder.Services.AddSingleton(TimeProvider.System);
        composition.AddServices(builder.Services);

        var app = builder.Build();
        composition.Map(app);
        return app;
    }

    private async Task RegisterAsync()
    {
        if (_restateEndpoint is null)
            return;
        if (!_restate.Register)
        {
            ServerLog.NotRegistered(_app.Logger, _restateEndpoint);
            return;
        }

        var registration = new Registration(
            _restate, _app.Services.GetRequiredService<TimeProvider>(), _app.Logger);
        try
        {
            await registration.RunAsync(_restateEndpoint, Stopping);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // Stopped before the server was there.
        }
    }

    private void Warn(IComposition composition, ServerOptions options)
    {
        if (!IPAddress.IsLoopback(options.Bind))
            ServerLog.OpenToNetwork(_app.Logger, options.Bind);
        if (!composition.NeedsBrowser)
            return;
        try
        {
            Browser.Require(options);
        }
        catch (ProgramException missing)
        {
            ServerLog.NoBrowser(_app.Logger, missing.Message);
        }
    }
}
