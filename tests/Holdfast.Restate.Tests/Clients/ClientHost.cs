using System.Net;
using Holdfast.Testing.Restate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Restate.Tests.Clients;

/// <summary>The real server, and a program that serves handlers and registers itself. Shared by the tests.</summary>
public class ClientHost : IAsyncLifetime
{
    private RestateServer? _server;
    private WebApplication? _program;

    internal RestateServer Server => _server!;

    public IHoldfastClient Client => _program!.Services.GetRequiredService<IHoldfastClient>();

    public RestateAdmin Admin => _program!.Services.GetRequiredService<RestateAdmin>();

    public IInvocationQueries Queries => _program!.Services.GetRequiredService<IInvocationQueries>();

    public Uri Endpoint { get; } = new($"http://127.0.0.1:{LoopbackPorts.Next()}");

    // Whoever waits is suspended at once.
    protected virtual Dictionary<string, string> Settings { get; } = new()
    {
        ["RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT"] = "0s",
    };

    public async ValueTask InitializeAsync()
    {
        _server = await RestateServer.StartAsync(Settings);
        _program = Program(_server, Endpoint);
        await _program.StartAsync();
        await Eventually.IsAsync(async () => (await Admin.ListServicesAsync()).Count == 3);
    }

    public RestateOptions Options(Action<RestateOptions>? configure = null)
    {
        var options = new RestateOptions { Ingress = Server.Ingress, Admin = Server.Admin };
        configure?.Invoke(options);
        return options;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_program is not null)
            await _program.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private static WebApplication Program(RestateServer server, Uri address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenRestate(IPEndPoint.Parse(address.Authority)));
        builder.Services.AddHoldfast(holdfast => holdfast
            .Add<Greeter>().Add<Notebook>().Add<Approval>()
            .UseRestate(restate =>
            {
                restate.Ingress = server.Ingress;
                restate.Admin = server.Admin;
                restate.RegisterAs = address;
            }));
        var app = builder.Build();
        app.MapRestate();
        return app;
    }
}

/// <summary>Tests that share a <see cref="ClientHost"/>.</summary>
[CollectionDefinition]
public sealed class ClientTests : ICollectionFixture<ClientHost>;
