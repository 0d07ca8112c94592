using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Testing.StableDiffusionServers;

/// <summary>
/// A server that behaves like stable-diffusion.cpp's <c>sd-server</c>: jobs in a queue, one worked on at a time, asked
/// for by their ids. It can take back jobs that wait, and none that run.
/// </summary>
internal sealed class StableDiffusionCppServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, SdCppJob> _jobs = [];
    private readonly Lock _lock = new();
    private readonly Channel<SdCppJob> _queue = Channel.CreateUnbounded<SdCppJob>();
    private readonly CancellationTokenSource _closing = new();
    private readonly int _queueSize;
    private Task _working = Task.CompletedTask;
    private int _imagesMade;
    private int _dropped;
    private int _toDrop;

    private StableDiffusionCppServer(WebApplication app, int queueSize) => (_app, _queueSize) = (app, queueSize);

    public static string[] Samplers { get; } = ["euler", "euler_a", "dpm++2m", "lcm", "ddim_trailing"];

    public Uri Address => new(_app.Urls.First());

    /// <summary>What to do to the next images.</summary>
    public Interventions Next { get; } = new();

    /// <summary>Its model is one for videos.</summary>
    public bool MakesVideosOnly { get; set; }

    public int ImagesMade => Volatile.Read(ref _imagesMade);

    /// <summary>Questions whose connection was broken.</summary>
    public int Dropped => Volatile.Read(ref _dropped);

    /// <summary>Jobs that are not purged.</summary>
    public IReadOnlyList<SdCppJob> Jobs
    {
        get
        {
            lock (_lock)
                return [.. _jobs.Values];
        }
    }

    /// <param name="port">0: a free one.</param>
    /// <param name="queueSize">More jobs than this, waiting and running, are refused.</param>
    public static async Task<StableDiffusionCppServer> StartAsync(int port = 0, int queueSize = 64)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var server = new StableDiffusionCppServer(builder.Build(), queueSize);
        server.Map();
        await server._app.StartAsync();
        server._working = server.WorkAsync();
        return server;
    }

    /// <summary>Loses all jobs, as a restart does.</summary>
    public void ForgetJobs()
    {
        lock (_lock)
            _jobs.Clear();
    }

    /// <summary>Breaks the connections of the next so many questions for a job.</summary>
    public void DropQuestions(int count) => Volatile.Write(ref _toDrop, count);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private void Map()
    {
        _app.MapGet("/", () => "Stable Diffusion Server is running");
        _app.MapGet("/sdcpp/v1/capabilities", Capabilities);
        _app.MapPost("/sdcpp/v1/img_gen", Submit);
        _app.MapGet("/sdcpp/v1/jobs/{id}", Answer);
        _app.MapPost("/sdcpp/v1/jobs/{id}/cancel", Cancel);
        // What it has of the other API is there, too.
        _app.MapGet("/sdapi/v1/options", () => new { samples_format = "png", sd_model_checkpoint = "tiny" });
    }

    private JsonObject Capabilities() => new()
    {
        ["model"] = new JsonObject { ["name"] = "tiny.gguf", ["stem"] = "tiny", ["path"] = "/models/tiny.gguf" },
        ["current_mode"] = "img_gen",
        ["supported_modes"] = new JsonArray(MakesVideosOnly ? "vid_gen" : "img_gen"),
        ["features_by_mode"] = new JsonObject
        {
            ["img_gen"] = new JsonObject { ["cancel_queued"] = true, ["cancel_generating"] = false },
        },
        ["samplers"] = new JsonArray([.. Samplers.Select(name => (JsonNode)name)]),
        ["limits"] = new JsonObject { ["min_width"] = 64, ["max_width"] = 4096, ["max_queue_size"] = _queueSize },
    };

    private IResult Submit(JsonObject body)
    {
        if (SdCppJob.Parse(body) is not { } picture)
            return Results.Json(new { error = "invalid generation parameters" }, statusCode: 400);

        SdCppJob job;
        lock (_lock)
        {
            if (_jobs.Values.Count(other => other.IsPending) >= _queueSize)
                return Results.Json(new { error = "job queue is full" }, statusCode: 429);
            job = new($"job_{_jobs.Count:x8}", body, picture);
            _jobs.Add(job.Id, job);
        }

        _queue.Writer.TryWrite(job);
        var accepted = job.ToJson(0);
        accepted["poll_url"] = "/sdcpp/v1/jobs/" + job.Id;
        return Results.Json(accepted, statusCode: 202);
    }

    private IResult Answer(HttpContext http, string id)
    {
        if (Volatile.Read(ref _toDrop) > 0)
        {
            Interlocked.Decrement(ref _toDrop);
            Interlocked.Increment(ref _dropped);
            http.Abort();
            return Results.Empty;
        }

        lock (_lock)
        {
            return _jobs.TryGetValue(id, out var job)
                ? Results.Json(job.ToJson(_jobs.Values.TakeWhile(other => other != job).Count(other => other.IsQueued)))
                : Results.Json(new { error = "job not found" }, statusCode: 404);
        }
    }

    private IResult Cancel(string id)
    {
        lock (_lock)
        {
            if (!_jobs.TryGetValue(id, out var job))
                return Results.Json(new { error = "job not found" }, statusCode: 404);
            if (job.Status == "generating")
            {
                return Results.Json(
                    new { error = "job is currently generating and cannot be interrupted yet" }, statusCode: 409);
            }

            job.Cancel();
            return Results.Json(job.ToJson(0));
        }
    }

    private async Task WorkAsync()
    {
        await foreach (var job in _queue.Reader.ReadAllAsync(_closing.Token))
        {
            lock (_lock)
            {
                if (!job.Begin())
                    continue;
            }

            for (var step = 1; step <= job.Picture.Steps; step++)
                await Next.ReachAsync(step, _closing.Token);
            var failure = Next.TakeFailure();
            var image = failure is null ? job.Picture.Paint(job.OutputFormat) : null;
            if (image is not null)
                Interlocked.Increment(ref _imagesMade);
            lock (_lock)
                job.End(image, failure?.Body);
        }
    }
}
