using System.Net;
using Holdfast.Host.Composition;
using Holdfast.Host.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Holdfast.Host.Serving;

/// <summary>A process that is up: it listens, and its engine runs. Dispose it to stop it gracefully.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Server(WebApplication app) => _app = app;

    /// <summary>Where clients on this machine reach it, such as <c>http://localhost:8080</c>.</summary>
    public Uri Address { get; private init; } = null!;

    /// <summary>Invokes the handlers of this process; null: it has no engine.</summary>
    public IHoldfastClient? Engine => _app.Services.GetService<IHoldfastClient>();

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
            app.Services.GetService<IHoldfastClient>();
            await app.StartAsync();
        }
        catch (Exception error) when (StartFailure.Explain(error, options) is { } explained)
        {
            await app.DisposeAsync();
            throw explained;
        }

        var server = new Server(app) { Address = BoundAddress.Of(app) };
        ServerLog.Started(app.Logger, composition.Activity, server.Address, options.Data);
        server.Warn(composition, options);
        return server;
    }

    /// <summary>Waits for SIGTERM or Ctrl-C, then stops: no new work, side effects under way finish.</summary>
    /// <exception cref="ProgramException">Its database failed, which also stops it, or the disk is full.</exception>
    public async Task RunUntilStoppedAsync()
    {
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

    private void Warn(IComposition composition, ServerOptions options)
    {
        var isOpen = !IPAddress.IsLoopback(options.Bind);
        if (isOpen && options.Access.AllowAnonymous)
            ServerLog.OpenToNetwork(_app.Logger, options.Bind);
        if (composition.RestateEndpointAt(Address) is { } endpoint)
        {
            if (isOpen && options.Restate.IdentityKeys.Count == 0)
                ServerLog.EndpointOpenToNetwork(_app.Logger, endpoint);
            if (!options.Restate.Register)
                ServerLog.NotRegistered(_app.Logger, endpoint);
        }

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
