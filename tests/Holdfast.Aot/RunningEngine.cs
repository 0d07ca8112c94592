using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Aot;

/// <summary>The embedded engine in this process, with its HTTP interfaces.</summary>
internal sealed class RunningEngine : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningEngine(WebApplication app)
    {
        _app = app;
        Http = new() { BaseAddress = new(app.Urls.Single()) };
    }

    public IHoldfastClient Client => _app.Services.GetRequiredService<IHoldfastClient>();

    public HttpClient Http { get; }

    public static async Task<RunningEngine> StartAsync(string directory)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new Printer("kg"));
        builder.Services.AddHoldfast(h => h
            .UseSerdes(new Serdes(AotJson.Default.Options))
            .Add<Labels>()
            .Add<Stamps>()
            .Add<Shipping>()
            .UseEmbedded(options => options.Directory = directory));
        var app = builder.Build();
        app.MapHoldfastAdmin();
        app.MapHoldfast();
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
