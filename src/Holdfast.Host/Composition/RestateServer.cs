using System.Net;
using Holdfast.Embedded.Http;
using Holdfast.Host.Access;
using Holdfast.Host.Configuration;
using Holdfast.Host.Demo;
using Holdfast.Host.Serving;
using Holdfast.Images;
using Holdfast.Restate;
using Holdfast.Workflows;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Host.Composition;

/// <summary>
/// All handlers in one process behind Restate Server, and on a port of its own the same HTTP API as on the embedded
/// engine.
/// </summary>
internal sealed class RestateServer(ServerOptions options) : IComposition
{
    private readonly RestateSettings _restate = options.Restate;
    private readonly OwnDemoPage _demoPage = new();

    public IReadOnlyList<int> Ports => [options.Port, _restate.Port];

    public bool NeedsBrowser => true;

    public Uri? RestateEndpointAt(Uri address) => _restate.EndpointAt(_restate.Port);

    public void Listen(KestrelServerOptions kestrel)
    {
        kestrel.ListenApi(options);
        kestrel.ListenRestate(new IPEndPoint(options.Bind, _restate.Port), _restate.UseHttp11);
    }

    public void AddServices(IServiceCollection services)
    {
        services.AddAccess(options);
        services.AddHoldfast(holdfast => holdfast
            .AddWorkflows(workflows =>
            {
                workflows.Configure(options);
                workflows.AddImageSteps(
                    screenshots: options.Screenshots with { OpenPages = _demoPage.Addresses },
                    stableDiffusion: options.StableDiffusionSteps);
            })
            .UseRestate(_restate, _restate.Port));
        services.AddSingleton(_restate);
        services.AddSingleton<RestateGateway>();
        services.AddHealthChecks().AddCheck<RestateHealth>(RestateHealth.Name);
    }

    public void Map(WebApplication app)
    {
        // Who is let in on one port is not let in on the other.
        app.MapWhen(
            context => context.Connection.LocalPort == _restate.Port,
            branch => branch.UseRouting().UseEndpoints(endpoints => endpoints.MapRestate(options)));
        app.UseRouting();
        app.UseAccess(options);
        app.MapHealth();
        _demoPage.Map(app);
        app.MapWorkflows().Guard(options);
        app.MapHoldfastInvocations().Guard(options);
        app.MapRestateGateway(options);
    }
}
