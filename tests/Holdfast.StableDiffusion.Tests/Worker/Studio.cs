using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Holdfast.Embedded;
using Holdfast.Embedded.Http;
using Holdfast.Images;
using Holdfast.Workflows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.StableDiffusion.Tests.Worker;

/// <summary>
/// A server with the Stable Diffusion steps and the worker beside it, each a program with an engine, a port and a
/// database of its own; the images are made by <see cref="Painter"/>. A clock that the test moves.
/// </summary>
internal sealed class Studio : IAsyncDisposable, IJobAnswers
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-studio-");
    private readonly WorkerOptions _workerOptions;
    private WebApplication? _worker;
    private WebApplication? _server;
    private string _workerUrl = "http://127.0.0.1:0";

    private Studio(WorkerOptions options) => _workerOptions = options;

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public PaintingBackend Painter { get; } = new();

    /// <summary>Answers vanish on their way.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Outcomes that reached the server.</summary>
    public int Answers { get; private set; }

    public HttpClient Server { get; private set; } = null!;

    public HttpClient Worker { get; private set; } = null!;

    public IInvocationQueries ServerQueries => _server!.Services.GetRequiredService<IInvocationQueries>();

    public IArtifactStore Artifacts => _server!.Services.GetRequiredService<IArtifactStore>();

    public static async Task<Studio> StartAsync(WorkerOptions? options = null, bool losesAnswers = false)
    {
        var studio = new Studio(options ?? new()) { LosesAnswers = losesAnswers };
        await studio.StartWorkerAsync();
        await studio.StartServerAsync();
        return studio;
    }

    public async Task StartWorkerAsync()
    {
        var builder = CreateBuilder(_workerUrl);
        builder.Services.AddHoldfast(holdfast => holdfast
            .AddSteps(steps => steps.Options = Options)
            .AddStableDiffusionWorker(_ => Painter, this, _workerOptions)
            .UseEmbedded(engine => (engine.Directory, engine.DrainTimeout) = (PathOf("worker"), TimeSpan.Zero)));
        _worker = builder.Build();
        _worker.MapStableDiffusionJobs();
        await _worker.StartAsync();

        // A worker that is started again is where it was.
        _workerUrl = _worker.Urls.Single();
        Worker = new HttpClient { BaseAddress = new Uri(_workerUrl) };
    }

    public async Task StartServerAsync()
    {
        var builder = CreateBuilder("http://127.0.0.1:0");
        builder.Services.AddHoldfast(holdfast => holdfast
            .AddWorkflows(workflows =>
            {
                workflows.Options = Options;
                workflows.AddStableDiffusionSteps(new() { Worker = new Uri(_workerUrl) });
            })
            .UseEmbedded(engine => (engine.Directory, engine.DrainTimeout) = (PathOf("server"), TimeSpan.Zero)));
        _server = builder.Build();
        _server.MapWorkflows();
        _server.MapHoldfast();
        await _server.StartAsync();
        Server = new HttpClient { BaseAddress = new Uri(_server.Urls.Single()) };
    }

    /// <summary>Drops the worker where it stands, as a crash would.</summary>
    public async Task StopWorkerAsync()
    {
        await StopAsync(_worker, Worker);
        _worker = null;
    }

    /// <summary>Drops the server where it stands.</summary>
    public async Task StopServerAsync()
    {
        await StopAsync(_server, Server);
        _server = null;
    }

    /// <summary>Throws away what the worker had on disk.</summary>
    public void LoseWorkersDisk() => Directory.Delete(PathOf("worker"), recursive: true);

    /// <summary>Accepts a workflow without waiting for it.</summary>
    public async Task SendAsync(string id, params object[] steps)
    {
        var request = new { request = System.Text.Json.JsonSerializer.Serialize(new { id, steps }) };
        using var response = await Server.PostAsJsonAsync("/workflow-executor/execute/send", request);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    public Task<JsonNode> StatusAsync(string id) => ReadAsync(Server, $"/workflows/{id}");

    public async Task<JsonNode> StatusByServiceAsync(string id)
    {
        using var response = await Server.PostAsJsonAsync("/workflow-status/get", new { key = id });
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public Task<JsonNode> JobAsync(string id) => ReadAsync(Worker, $"/jobs/{id}");

    /// <summary>The status of a workflow once it ended; the clock moves on meanwhile if asked.</summary>
    public Task<JsonNode> EndOfAsync(string id, TimeSpan step = default) =>
        UntilAsync(id, status => (string?)status["status"] is "Finished" or "Failed", step);

    public Task<JsonNode> UntilAsync(string id, Func<JsonNode, bool> condition, TimeSpan step = default) =>
        Eventually.ValueAsync(async () =>
        {
            var status = await StatusAsync(id);
            if (condition(status))
                return status;
            Time.Advance(step);
            return null;
        });

    async Task IJobAnswers.DeliverAsync(
        string awakeable, ReadOnlyMemory<byte> outcome, CancellationToken cancellationToken)
    {
        if (LosesAnswers)
            return;
        if (_server is null)
            throw new HttpRequestException("the server is away");
        using var body = new ReadOnlyMemoryContent(outcome);
        using var response = await Server.PostAsync(
            new Uri($"/restate/awakeables/{awakeable}/resolve", UriKind.Relative), body, cancellationToken);
        response.EnsureSuccessStatusCode();
        Answers++;
    }

    public async ValueTask DisposeAsync()
    {
        Painter.Dispose();
        if (_server is not null)
            await StopServerAsync();
        if (_worker is not null)
            await StopWorkerAsync();
        _directory.Delete(recursive: true);
    }

    private WorkflowOptions Options => new() { ArtifactDirectory = PathOf("artifacts") };

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private WebApplicationBuilder CreateBuilder(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Time);
        return builder;
    }

    private static async Task<JsonNode> ReadAsync(HttpClient http, string path) =>
        JsonNode.Parse(await (await http.GetAsync(new Uri(path, UriKind.Relative))).Content.ReadAsStringAsync())!;

    private static async Task StopAsync(WebApplication? app, HttpClient http)
    {
        http.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app!.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
