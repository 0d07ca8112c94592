using System.Globalization;
using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Holdfast.Workflows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Bench;

/// <summary>
/// The process that is measured: the embedded engine with its HTTP ingress and services that do nothing.
/// </summary>
internal static class EmbeddedServer
{
    /// <summary>Path of what <see cref="Gauges"/> says.</summary>
    public const string GaugesPath = "/bench/gauges";

    /// <summary>Serves until it is killed.</summary>
    /// <param name="directory">Its data.</param>
    /// <param name="options">How it differs from a usual server.</param>
    public static async Task RunAsync(string directory, ServerOptions options)
    {
        // The default content root is the working directory: it would be watched, and every write of ours reported.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<Progress>();
        builder.Services.AddHoldfast(h => h
            .AddWorkflows(w =>
            {
                w.Options = w.Options with
                {
                    ArtifactDirectory = Path.Combine(directory, "artifacts"),
                    Retention = options.Retention ?? w.Options.Retention,
                };
                w.AddStep<NoopSource, NoopParameters>().AddStep<NoopTransformer, NoopParameters>();
            })
            .Add(BenchServices.Sleeper)
            .Add(BenchServices.Job(options.IsBlocked))
            .UseEmbedded(o =>
            {
                o.Directory = directory;
                // As many as the bench makes are what is measured; admission would refuse them.
                o.MaxUnfinishedInvocations = int.MaxValue;
                o.Retention = options.Retention ?? o.Retention;
            }));
        await using var app = builder.Build();
        app.MapGet(GaugesPath, (Progress progress) => progress.Gauges().ToString());
        app.MapHoldfast();
        await app.StartAsync();
        Console.WriteLine($"Listening on {app.Urls.Single()}");
        await app.WaitForShutdownAsync();
    }
}

/// <summary>How a measured server differs from a usual one.</summary>
/// <param name="Retention">Of results; null: as by default.</param>
/// <param name="IsBlocked">Do side effects of jobs never end?</param>
internal sealed record ServerOptions(TimeSpan? Retention = null, bool IsBlocked = false)
{
    /// <summary>As arguments of the process.</summary>
    public string[] ToArguments() =>
        [Retention?.TotalSeconds.ToString(CultureInfo.InvariantCulture) ?? "-", IsBlocked ? "blocked" : "-"];

    public static ServerOptions Parse(string retention, string blocked) => new(
        retention == "-" ? null : TimeSpan.FromSeconds(double.Parse(retention, CultureInfo.InvariantCulture)),
        blocked == "blocked");
}
