using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Holdfast.Host.Access;
using Holdfast.Host.Configuration;
using Holdfast.Host.Demo;
using Holdfast.Host.Serving;
using Holdfast.Images;
using Holdfast.Workflows;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Host.Composition;

/// <summary>All in one process, with SQLite inside and nothing beside it.</summary>
internal sealed class EmbeddedServer(ServerOptions options) : IComposition
{
    private readonly OwnDemoPage _demoPage = new();

    public IReadOnlyList<int> Ports => [options.Port];

    public bool NeedsBrowser => true;

    public Uri? RestateEndpointAt(Uri address) => null;

    public void Listen(KestrelServerOptions kestrel) => kestrel.ListenApi(options);

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
            .UseEmbedded(engine =>
            {
                engine.Directory = options.Data;
                engine.InactivityTimeout = options.InactivityTimeout;
                engine.MaxRunningAttempts = options.MaxRunning;
                engine.MaxUnfinishedInvocations = options.MaxUnfinished;
                engine.DrainTimeout = options.DrainTimeout;
            }));
    }

    public void Map(WebApplication app)
    {
        app.UseRouting();
        app.UseAccess(options);
        app.MapHealth();
        _demoPage.Map(app);
        app.MapWorkflows().Guard(options);
        app.MapHoldfastAdmin().Guard(options);
        app.MapHoldfast().GuardIngress(options);
    }
}
