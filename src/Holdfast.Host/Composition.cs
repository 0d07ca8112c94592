using Holdfast.Host.Configuration;
using Holdfast.Host.Demo;
using Holdfast.Host.Serving;

namespace Holdfast.Host;

/// <summary>Which parts the server is made of. The only place that knows all of them.</summary>
internal static class Composition
{
    public static void AddServices(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        _ = options;
    }

    /// <summary>The browser for screenshots.</summary>
    /// <exception cref="ProgramException">There is none; the message says how to get one.</exception>
    public static string RequireBrowser(ServerOptions options) => options.Chromium ?? "/usr/bin/chromium";

    public static void MapEndpoints(WebApplication app)
    {
        app.MapHealth(() => true);
        app.MapDemoPage();
    }
}
