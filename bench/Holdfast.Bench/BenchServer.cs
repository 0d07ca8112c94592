using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Holdfast.Workflows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Bench;

/// <summary>
/// The embedded engine with its HTTP ingress and no-op steps, in a temporary directory on the working disk.
/// </summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly WebApplication _app;

    private BenchServer(DirectoryInfo directory, WebApplication app)
    {
        _directory = directory;
        _app = app;
    }

    public Uri Address => new(_app.Urls.Single());

    public IHoldfastClient Client => _app.Services.GetRequiredService<IHoldfastClient>();

    public long DatabaseBytes => _directory.EnumerateFiles("holdfast.db*").Sum(file => file.Length);

    public static async Task<BenchServer> StartAsync()
    {
        // Not /tmp: that may be memory, and then an fsync costs nothing.
        var directory = Directory.CreateDirectory(
            Path.Combine(Directory.GetCurrentDirectory(), $"bench-data-{Environment.ProcessId}-{Guid.NewGuid():N}"));
        // The default content root is the working directory: it would be watched, and every write of ours reported.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHoldfast(h => h
            .AddWorkflows(w =>
            {
                w.Options = w.Options with { ArtifactDirectory = Path.Combine(directory.FullName, "artifacts") };
                w.AddStep<NoopSource, NoopParameters>().AddStep<NoopTransformer, NoopParameters>();
            })
            .Add(Sleepers.Service)
            .UseEmbedded(o => o.Directory = directory.FullName));
        var app = builder.Build();
        app.MapHoldfast();
        await app.StartAsync();
        return new(directory, app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
