using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Holdfast.Host.Configuration;
using Holdfast.Host.Demo;
using Holdfast.Host.Serving;
using Holdfast.Images;
using Holdfast.Workflows;

namespace Holdfast.Host;

/// <summary>Which parts the server is made of. The only place that knows all of them.</summary>
internal static class Composition
{
    public static void AddServices(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddHoldfast(holdfast => holdfast
            .AddWorkflows(workflows =>
            {
                workflows.Options = new() { ArtifactDirectory = options.Artifacts, Retention = options.Retention };
                workflows.AddImageSteps(screenshots: new() { ChromiumPath = options.Chromium });
            })
            .UseEmbedded(engine =>
            {
                engine.Directory = options.Data;
                engine.InactivityTimeout = options.InactivityTimeout;
                engine.MaxRunningAttempts = options.MaxRunning;
                engine.DrainTimeout = options.DrainTimeout;
            }));
    }

    public static void MapEndpoints(WebApplication app)
    {
        app.MapHealth();
        app.MapDemoPage();
        app.MapWorkflows();
        app.MapHoldfastAdmin();
        app.MapHoldfast();
    }

    /// <summary>The path of the browser for screenshots.</summary>
    /// <exception cref="ProgramException">There is none; the message says how to get one.</exception>
    public static string RequireBrowser(ServerOptions options)
    {
        try
        {
            return ChromiumLocator.Find(options.Chromium).Path;
        }
        catch (FileNotFoundException missing)
        {
            throw new ProgramException(ExitCode.NoBrowser, missing.Message, missing);
        }
    }
}
