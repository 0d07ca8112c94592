using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Holdfast.Workflows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Engine.Tests.Workflows;

/// <summary>
/// A whole program: engine, workflows and HTTP on a free port, data of its own, a clock that the test moves.
/// </summary>
internal sealed class WorkflowHost : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-workflows-");
    private readonly WorkflowOptions _options;
    private WebApplication _app = null!;

    private WorkflowHost(WorkflowOptions options) =>
        _options = options with { ArtifactDirectory = Path.Combine(_directory.FullName, "artifacts") };

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public Workshop Workshop { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public IHoldfastClient Client => _app.Services.GetRequiredService<IHoldfastClient>();

    public IInvocationQueries Queries => _app.Services.GetRequiredService<IInvocationQueries>();

    public static async Task<WorkflowHost> StartAsync(WorkflowOptions? options = null)
    {
        var host = new WorkflowHost(options ?? new());
        await host.StartProgramAsync();
        return host;
    }

    /// <summary>Drops the program where it stands, as a crash would, and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopProgramAsync();
        await StartProgramAsync();
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(
        string path, string json, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (idempotencyKey is not null)
            request.Headers.Add("idempotency-key", idempotencyKey);
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, await BodyOfAsync(response));
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await BodyOfAsync(response));
    }

    public Task<(HttpStatusCode Status, JsonNode Body)> ExecuteAsync(string definition) =>
        PostAsync("/workflow-executor/execute", definition);

    /// <summary>The status of a workflow, once the condition holds; the clock moves on meanwhile.</summary>
    public Task<JsonNode> UntilAsync(string id, Func<JsonNode, bool> condition, TimeSpan step = default) =>
        Eventually.AsyncValue(async () =>
        {
            var (status, body) = await GetAsync($"/workflows/{id}");
            if (status == HttpStatusCode.OK && condition(body))
                return body;
            Time.Advance(step);
            return null;
        });

    /// <summary>The invocation of a workflow's run.</summary>
    public async Task<InvocationInfo> RunOfAsync(string id)
    {
        var runs = await Queries.ListAsync(new() { Service = "workflow-run", Handler = "run", Key = id });
        return runs.Items.Single();
    }

    public async ValueTask DisposeAsync()
    {
        await StopProgramAsync();
        _directory.Delete(recursive: true);
    }

    private static async Task<JsonNode> BodyOfAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(await response.Content.ReadAsByteArrayAsync())!;
    }

    private async Task StartProgramAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton(Workshop);
        builder.Services.AddHoldfast(holdfast => holdfast
            .AddWorkflows(workflows =>
            {
                workflows.Options = _options;
                workflows
                    .AddStep<PageStep, PageParameters>()
                    .AddStep<RotateStep, AngleParameters>()
                    .AddStep<BlurStep, BlurParameters>();
            })
            .UseEmbedded(engine =>
            {
                engine.Directory = Path.Combine(_directory.FullName, "engine");
                engine.DrainTimeout = TimeSpan.Zero;
            }));
        _app = builder.Build();
        _app.MapHoldfast();
        _app.MapWorkflows();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    private async Task StopProgramAsync()
    {
        Http.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
