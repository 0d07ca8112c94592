using System.Text.Json;
using Holdfast.StableDiffusion.Servers;
using Microsoft.Extensions.Logging;

namespace Holdfast.StableDiffusion.StableDiffusionCpp;

/// <summary>
/// Makes images at stable-diffusion.cpp's <c>sd-server</c> by its job API: a job is submitted, asked for until it is
/// done, and can be taken back.
/// </summary>
internal sealed partial class StableDiffusionCppBackend : IImageBackend
{
    // A job survives a broken connection, not a restart of the server, after which the server says so itself.
    private const int MostFailedQuestions = 5;

    private readonly StableDiffusionCppApi _api;
    private readonly ImageServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Cached<ServerCapabilities> _capabilities;

    public StableDiffusionCppBackend(
        ServerConnection server, ImageServerOptions options, TimeProvider time, ILogger logger)
    {
        _api = new(server);
        _options = options;
        _time = time;
        _logger = logger;
        _capabilities = new(AskAsync, options.CapabilitiesAge, time);
    }

    /// <summary>Whether a server has this API.</summary>
    public static async Task<bool> IsSpokenAsync(ServerConnection server, CancellationToken cancellationToken) =>
        await new StableDiffusionCppApi(server).GetCapabilitiesAsync(cancellationToken) is not null;

    public async Task<BackendCapabilities> ProbeAsync(CancellationToken cancellationToken)
    {
        var capabilities = await _capabilities.RenewAsync(cancellationToken);
        return new(
            $"stable-diffusion.cpp at {_api.Address}",
            capabilities.Model?.Stem is { Length: > 0 } model ? model : null,
            capabilities.Samplers ?? [],
            // It tells that it works on a job, not how far it is.
            HasProgress: false,
            HasCancellation: capabilities.CancelsRunning);
    }

    public async Task<byte[]> MakeAsync(
        ImageRequest request, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var capabilities = await _capabilities.GetAsync(cancellationToken);
        if (!capabilities.MakesImages)
        {
            throw new TerminalException(
                $"{_api.Address} makes no images with its model {capabilities.Model?.Stem}.", ErrorCode.BadRequest);
        }

        var samplers = capabilities.Samplers?.Select(name => new Sampler(name, [])).ToList() ?? [];
        var sampler = Sampler.Match(request.Sampler, samplers, _api.Address);

        // Not given up half-way: a job whose id was lost cannot be taken back.
        var id = await _api.SubmitAsync(request, sampler, CancellationToken.None);
        try
        {
            return await FollowAsync(id, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await CancelAsync(id);
            throw;
        }
    }

    private async Task<ServerCapabilities> AskAsync(CancellationToken cancellationToken) =>
        await _api.GetCapabilitiesAsync(cancellationToken)
        ?? throw new BackendUnavailableException(
            $"{_api.Address} has no /sdcpp/v1/capabilities. Is it stable-diffusion.cpp's sd-server of 2026 or later?");

    private async Task<byte[]> FollowAsync(string id, CancellationToken cancellationToken)
    {
        for (var failures = 0; ; await Task.Delay(_options.PollInterval, _time, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Job? job;
            try
            {
                job = await _api.GetJobAsync(id, cancellationToken);
                failures = 0;
            }
            catch (BackendUnavailableException error) when (++failures < MostFailedQuestions)
            {
                LogUnanswered(_logger, id, error.Message);
                continue;
            }

            // Other words are steps on the way.
            if (job?.Status is null or "completed" or "failed" or "cancelled")
                return TakeImage(id, job);
        }
    }

    private byte[] TakeImage(string id, Job? job) => job switch
    {
        null => throw new BackendUnavailableException(
            $"{_api.Address} does not know its job {id} any more: it was restarted, and the image is lost."),
        { Status: "completed" } when FirstImage(job) is { } image => ImagePayload.Decode(image, _api.Address),
        { Status: "cancelled" } => throw new BackendUnavailableException(
            $"Somebody cancelled the job {id} at {_api.Address}."),
        _ => throw new BackendUnavailableException(
            $"{_api.Address} could not make the image of job {id}: "
            + $"{ServerAnswer.Tidy(job.Error?.Message ?? job.Error?.Code ?? "it does not say why")}. "
            + "It may be short of memory: its log tells more."),
    };

    private static JsonElement? FirstImage(Job job) =>
        job.Result is { ValueKind: JsonValueKind.Object } result
        && result.TryGetProperty("images", out var images)
        && images.ValueKind == JsonValueKind.Array && images.GetArrayLength() > 0
        && images[0].ValueKind == JsonValueKind.Object
        && images[0].TryGetProperty("b64_json", out var image)
            ? image
            : null;

    /// <summary>
    /// Takes a job back, for a bounded time. One that waits goes; one that runs goes on in most servers.
    /// </summary>
    private async Task CancelAsync(string id)
    {
        using var limit = new CancellationTokenSource(_options.CancelTimeout, _time);
        try
        {
            if (!await _api.CancelAsync(id, limit.Token))
                LogNotStopped(_logger, _api.Address, id, "it cannot interrupt a job that runs");
        }
        catch (Exception error) when (error is BackendUnavailableException or OperationCanceledException)
        {
            LogNotStopped(_logger, _api.Address, id, error.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Nothing is known of job {Job}: {Reason}")]
    private static partial void LogUnanswered(ILogger logger, string job, string reason);

    [LoggerMessage(LogLevel.Warning, "{Server} may go on with job {Job}, which was cancelled: {Reason}")]
    private static partial void LogNotStopped(ILogger logger, string server, string job, string reason);
}
