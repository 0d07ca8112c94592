using Holdfast.StableDiffusion.Servers;
using Microsoft.Extensions.Logging;

namespace Holdfast.StableDiffusion.Automatic1111;

/// <summary>
/// Makes images at a server with the AUTOMATIC1111 API. There, one request is one image: it is answered when the image
/// is made, and until then others say how far it is.
/// </summary>
internal sealed partial class Automatic1111Backend : IImageBackend
{
    private readonly Automatic1111Api _api;
    private readonly ImageServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Cached<Automatic1111Features> _features;
    private int _requestsOut;

    public Automatic1111Backend(
        ServerConnection server, ImageServerOptions options, TimeProvider time, ILogger logger)
    {
        _api = new(server);
        _options = options;
        _time = time;
        _logger = logger;
        _features = new(
            cancellation => Automatic1111Features.AskAsync(_api, cancellation), options.CapabilitiesAge, time);
    }

    /// <summary>Whether a server has this API.</summary>
    public static async Task<bool> IsSpokenAsync(ServerConnection server, CancellationToken cancellationToken) =>
        await new Automatic1111Api(server).GetSettingsAsync(cancellationToken) is not null;

    public async Task<BackendCapabilities> ProbeAsync(CancellationToken cancellationToken)
    {
        var features = await _features.RenewAsync(cancellationToken);
        return new(
            $"AUTOMATIC1111 API at {_api.Address}",
            features.Model,
            [.. features.Samplers.Select(sampler => sampler.Name)],
            HasProgress: features.HasTaskIds || features.HasProgress,
            HasCancellation: features.HasInterrupt
                && (features.HasTaskIds || (_options.Exclusive && features.HasProgress)));
    }

    public async Task<byte[]> MakeAsync(
        ImageRequest request, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var features = await _features.GetAsync(cancellationToken);
        var sampler = Sampler.Match(request.Sampler, features.Samplers, _api.Address);
        var idleBefore = features.HasProgress && await _api.GetProgressAsync(cancellationToken) is { IsIdle: true };
        var task = new RunningTask(_api, features, request.TaskId, IsAloneOut, idleBefore);
        if (!idleBefore)
            await InterruptEarlierAsync(task, features, cancellationToken);

        // The request is given up only after the interrupt: the server does not stop when nobody listens any more.
        using var givingUp = new CancellationTokenSource();
        Interlocked.Increment(ref _requestsOut);
        var answering = _api.MakeAsync(request, sampler, features.HasTaskIds, givingUp.Token);
        try
        {
            await FollowAsync(answering, task, progress, cancellationToken);
            return await TakeAsync(request, await answering, features, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await InterruptAsync(answering, task, features);
            throw;
        }
        finally
        {
            await givingUp.CancelAsync();
            await ((Task)answering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref _requestsOut);
        }
    }

    private bool IsAloneOut() => _options.Exclusive && Volatile.Read(ref _requestsOut) == 1;

    /// <summary>Tells how far the image is until it is answered.</summary>
    private async Task FollowAsync(
        Task answering, RunningTask task, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.WhenAny(answering, Task.Delay(_options.PollInterval, _time, cancellationToken));
            if (answering.IsCompleted)
                return;
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (await task.GetProgressAsync(cancellationToken) is { } far)
                    progress.Report(far);
            }
            catch (BackendUnavailableException error)
            {
                // Busy servers leave questions unanswered; what counts is the answer to the request.
                LogNoProgress(_logger, error.Message);
            }
        }
    }

    private async Task<byte[]> TakeAsync(
        ImageRequest request, ServerAnswer answer, Automatic1111Features features, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccess)
            throw _api.Explain(request, answer, features);

        var result = GenerationResult.Read(answer, _api.Address);
        if (features.HasProgress && await IsInterruptedAsync(result, cancellationToken))
        {
            throw new BackendUnavailableException(
                $"Somebody interrupted the image at {_api.Address}: what it answered is unfinished.");
        }

        return result.Image;
    }

    /// <summary>
    /// Whether the image is only part of one. The server answers an interrupted request as any other, and keeps the
    /// mark of it until its next job, which has another time stamp.
    /// </summary>
    private async Task<bool> IsInterruptedAsync(GenerationResult result, CancellationToken cancellationToken)
    {
        try
        {
            var state = (await _api.GetProgressAsync(cancellationToken))?.State;
            var isOurs = result.JobTimestamp is null || state?.JobTimestamp is null
                || state.JobTimestamp == result.JobTimestamp;
            return isOurs && (state?.Interrupted == true || state?.Skipped == true);
        }
        catch (BackendUnavailableException error)
        {
            // Almost every image is whole; to make this one again would cost more than that is worth.
            LogNoProgress(_logger, error.Message);
            return false;
        }
    }

    /// <summary>
    /// An earlier attempt at this image whose answer was lost still runs: nobody will ever get its image, and the new
    /// request would wait for it.
    /// </summary>
    private async Task InterruptEarlierAsync(
        RunningTask task, Automatic1111Features features, CancellationToken cancellationToken)
    {
        if (features is { HasTaskIds: true, HasInterrupt: true }
            && await task.FindAsync(cancellationToken) == Place.Running)
        {
            LogEarlier(_logger, _api.Address);
            await _api.InterruptAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Stops our work at the server, for a bounded time: a request that waits there cannot be taken back, only
    /// interrupted when its turn comes.
    /// </summary>
    private async Task InterruptAsync(Task answering, RunningTask task, Automatic1111Features features)
    {
        if (!features.HasInterrupt)
        {
            LogNotStopped(_logger, _api.Address, "it has no interrupt");
            return;
        }

        using var limit = new CancellationTokenSource(_options.CancelTimeout, _time);
        try
        {
            while (!answering.IsCompleted && await StopAsync(task, limit.Token) == Place.Waiting)
                await Task.Delay(_options.PollInterval, _time, limit.Token);
        }
        catch (Exception error) when (error is BackendUnavailableException or OperationCanceledException)
        {
            LogNotStopped(_logger, _api.Address, error.Message);
        }
    }

    private async Task<Place> StopAsync(RunningTask task, CancellationToken cancellationToken)
    {
        var place = await task.FindAsync(cancellationToken);
        if (place == Place.Running)
            await _api.InterruptAsync(cancellationToken);
        if (place == Place.Unknown)
            LogNotStopped(_logger, _api.Address, "it cannot tell whether what runs there is ours");
        return place;
    }

    [LoggerMessage(LogLevel.Debug, "Nothing is known of an image's progress: {Reason}")]
    private static partial void LogNoProgress(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "An earlier attempt at an image still runs at {Server}: it is interrupted")]
    private static partial void LogEarlier(ILogger logger, string server);

    [LoggerMessage(LogLevel.Warning, "{Server} may go on with an image that was cancelled: {Reason}")]
    private static partial void LogNotStopped(ILogger logger, string server, string reason);
}
