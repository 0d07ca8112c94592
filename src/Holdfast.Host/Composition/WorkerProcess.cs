using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Holdfast.Host.Access;
using Holdfast.Host.Configuration;
using Holdfast.Host.Serving;
using Holdfast.StableDiffusion;
using Holdfast.Workflows;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Host.Composition;

/// <summary>The worker of the Stable Diffusion steps: takes jobs, makes images, answers awakeables.</summary>
/// <param name="options">How it runs.</param>
/// <param name="answers">Where outcomes go.</param>
/// <param name="isBeside">It is in the process of the server that it works for.</param>
internal sealed class WorkerProcess(ServerOptions options, IJobAnswers answers, bool isBeside = false) : IComposition
{
    public IReadOnlyList<int> Ports => [options.Port];

    public string Activity => isBeside ? "Making images" : "Listening";

    public bool NeedsBrowser => false;

    public Uri? RestateEndpointAt(Uri address) => null;

    public void Listen(KestrelServerOptions kestrel) => kestrel.Listen(options.Bind, options.Port);

    // The queue has a database of its own, so that a server can use the same data directory for the same images.
    public void AddServices(IServiceCollection services)
    {
        services.AddAccess(options);
        services.AddHoldfast(holdfast => holdfast
            .AddSteps(steps => steps.Configure(options))
            .AddStableDiffusionWorker(CreateBackend, answers)
            .UseEmbedded(engine =>
            {
                engine.Directory = Path.Combine(options.Data, "stable-diffusion");
                engine.DrainTimeout = options.DrainTimeout;
            }));
    }

    public void Map(WebApplication app)
    {
        app.UseRouting();
        app.UseAccess(options);
        app.MapHealth();
        app.MapStableDiffusionJobs();
        app.MapHoldfastAdmin();
    }

    private IImageBackend CreateBackend(IServiceProvider services) => ImageBackends.Create(
        options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>());
}
