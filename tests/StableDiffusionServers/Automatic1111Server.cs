using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Holdfast.Testing.StableDiffusionServers;

/// <summary>
/// A server that behaves like AUTOMATIC1111: one image at a time, requests that wait for their turn and are answered
/// when the image is made, whoever still listens, progress and interrupts for whatever runs. Images are
/// <see cref="Picture"/>s; tests drive the steps.
/// </summary>
internal sealed class Automatic1111Server : IAsyncDisposable
{
    public const string Model = "test-model.safetensors [0123456789]";

    private readonly WebApplication _app;
    private readonly Automatic1111Setup _setup;
    private readonly WebuiState _state = new();
    private readonly SemaphoreSlim _queueLock = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<JsonObject> _requests = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private int _imagesMade;
    private int _interrupts;

    private Automatic1111Server(WebApplication app, Automatic1111Setup setup) => (_app, _setup) = (app, setup);

    public static string[] Samplers { get; } = ["Euler a", "Euler", "DPM++ 2M", "DDIM"];

    public Uri Address { get; private set; } = null!;

    /// <summary>What to do to the next images.</summary>
    public Interventions Next { get; } = new();

    /// <summary>What to do to the next answer of <c>/sdapi/v1/progress</c>, which has one step.</summary>
    public Interventions NextProgress { get; } = new();

    /// <summary>Connections of questions for a task are broken.</summary>
    public bool DropsTaskQuestions { get; set; }

    /// <summary>Images with all their steps, answered or not.</summary>
    public int ImagesMade => Volatile.Read(ref _imagesMade);

    public int Interrupts => Volatile.Read(ref _interrupts);

    /// <summary>Bodies of requests for images, in order of arrival.</summary>
    public IReadOnlyCollection<JsonObject> Requests => _requests;

    /// <summary>Methods and paths that were asked for.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    public static async Task<Automatic1111Server> StartAsync(Automatic1111Setup? setup = null)
    {
        setup ??= new();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{setup.Port}");
        var server = new Automatic1111Server(builder.Build(), setup);
        server.Map();
        await server._app.StartAsync();
        server.Address = new(server._app.Urls.First() + setup.PathPrefix);
        return server;
    }

    /// <summary>A request that somebody else sends; it is answered when its image is made.</summary>
    public async Task<JsonObject> MakeForOthersAsync(int steps = 1)
    {
        using var http = new HttpClient();
        var body = new JsonObject { ["prompt"] = "a dog", ["steps"] = steps, ["width"] = 8, ["height"] = 8 };
        using var response = await http.PostAsJsonAsync(
            $"{Address.ToString().TrimEnd('/')}/sdapi/v1/txt2img", body, _closing.Token);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>Presses the button in the user interface: stops whatever runs.</summary>
    public void InterruptByOthers() => _state.Interrupt();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.DisposeAsync();
        _queueLock.Dispose();
        _closing.Dispose();
    }

    private void Map()
    {
        _app.UsePathBase(_setup.PathPrefix);
        _app.Use(RecordAsync);
        _app.Use(AuthenticateAsync);
        _app.UseStatusCodePages(SayStatusAsync);
        _app.UseRouting();
        _app.MapGet("/", () => Results.Text("<!doctype html><title>Stable Diffusion</title>", "text/html"));
        if (_setup.OpenApi)
            _app.MapGet("/openapi.json", () => Results.Text(Description(), "application/json"));
        if (_setup.InternalProgress)
            _app.MapPost("/internal/progress", AnswerTask);
        if (_setup.Api)
            MapApi();
    }

    private void MapApi()
    {
        _app.MapPost("/sdapi/v1/txt2img", (HttpContext http, JsonObject body) => MakeAsync(http, body, "txt2img"));
        _app.MapPost("/sdapi/v1/img2img", (HttpContext http, JsonObject body) => MakeAsync(http, body, "img2img"));
        _app.MapGet("/sdapi/v1/options", () => new JsonObject
        {
            ["samples_format"] = _setup.SamplesFormat,
            ["sd_model_checkpoint"] = _setup.TellsModel ? Model : null,
        });
        _app.MapGet("/sdapi/v1/sd-models", () => new JsonArray(
            new JsonObject { ["title"] = Model, ["model_name"] = "test-model" }));
        if (_setup.TellsSamplers)
            _app.MapGet("/sdapi/v1/samplers", ListSamplers);
        if (!_setup.Progress)
            return;
        _app.MapGet("/sdapi/v1/progress", async () =>
        {
            await NextProgress.ReachAsync(1, _closing.Token);
            return _state.ToProgress();
        });
        _app.MapPost("/sdapi/v1/interrupt", () =>
        {
            Interlocked.Increment(ref _interrupts);
            _state.Interrupt();
            return new JsonObject();
        });
    }

    private static JsonArray ListSamplers() => [.. Samplers.Select(name => new JsonObject
    {
        ["name"] = name,
        ["aliases"] = new JsonArray(name == "DPM++ 2M" ? ["k_dpmpp_2m", "solver_2m"] : []),
        ["options"] = new JsonObject(),
    })];

    private IResult AnswerTask(HttpContext http, JsonObject body)
    {
        if (!DropsTaskQuestions)
            return Results.Json(_state.ToTask((string?)body["id_task"] ?? ""));
        http.Abort();
        return Results.Empty;
    }

    private string Description() => new JsonObject
    {
        ["paths"] = new JsonObject { ["/sdapi/v1/txt2img"] = new JsonObject() },
        ["components"] = _setup.TaskIds ? new JsonObject { ["force_task_id"] = new JsonObject() } : new JsonObject(),
    }.ToJsonString();

    private Task RecordAsync(HttpContext http, RequestDelegate next)
    {
        _asked.Enqueue($"{http.Request.Method} {http.Request.Path}");
        // The original reads on while nobody listens any more: a connection that ends must not end the work.
        http.Features.Get<IHttpRequestLifetimeFeature>()!.RequestAborted = CancellationToken.None;
        return next(http);
    }

    private Task AuthenticateAsync(HttpContext http, RequestDelegate next)
    {
        var isApi = http.Request.Path.StartsWithSegments("/sdapi");
        if (_setup.ApiAuth is not { } account || !isApi || http.Request.Headers.Authorization
            == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(account)))
        {
            return next(http);
        }

        http.Response.Headers.WWWAuthenticate = "Basic";
        return Results.Json(new { detail = "Incorrect username or password" }, statusCode: 401).ExecuteAsync(http);
    }

    // As FastAPI does for what is not there, and for the wrong method.
    private static Task SayStatusAsync(StatusCodeContext context)
    {
        var status = context.HttpContext.Response.StatusCode;
        var detail = status == 405 ? "Method Not Allowed" : "Not Found";
        return Results.Json(new { detail }, statusCode: status).ExecuteAsync(context.HttpContext);
    }

    private async Task<IResult> MakeAsync(HttpContext http, JsonObject body, string kind)
    {
        _requests.Enqueue(body);
        if (WebuiRequest.Refuse(body, kind, _setup) is { } refusal)
            return refusal;

        var task = (_setup.TaskIds ? (string?)body["force_task_id"] : null) ?? $"task({kind}-{Guid.NewGuid():N})";
        _state.Queue(task);
        await _queueLock.WaitAsync(_closing.Token);
        IResult answer;
        try
        {
            answer = await WorkAsync(body, kind, task);
        }
        finally
        {
            _state.End();
            _queueLock.Release();
        }

        // As a proxy that knows another address; it is read only with a status that redirects.
        http.Response.Headers.Location = "/";
        if (Next.TakeDrop())
            http.Abort();
        return answer;
    }

    private async Task<IResult> WorkAsync(JsonObject body, string kind, string task)
    {
        var picture = WebuiRequest.ToPicture(body);
        _state.Begin("scripts_" + kind, task, picture.Steps);
        if (picture.Initial is { } initial && !Picture.IsImage(initial))
            return WebuiRequest.Error(500, "HTTPException", "Invalid encoded image");
        if (Next.TakeFailure() is { } failure)
            return Results.Json(failure.Body, statusCode: failure.Status);

        var taken = 0;
        while (taken < picture.Steps)
        {
            await Next.ReachAsync(taken + 1, _closing.Token);
            if (_state.IsInterrupted)
                break;
            _state.Step(++taken);
        }

        if (taken == picture.Steps)
            Interlocked.Increment(ref _imagesMade);
        _state.Finish(task);
        return Results.Json(WebuiRequest.ToAnswer(body, picture with { Steps = taken }, _setup, _state.JobTimestamp));
    }
}
