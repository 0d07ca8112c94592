namespace Holdfast.StableDiffusion.Worker;

/// <summary>Makes the image of a job: input from the store, the backend's work, the result into the store.</summary>
internal sealed class ImageMaking(
    IImageBackend backend, IArtifactStore artifacts, JobBoard board, WorkerOptions options, TimeProvider time)
{
    private const int GatewayTimeout = 504;

    /// <summary>Waits for a place, then makes the image; the artifact is there when this returns.</summary>
    /// <exception cref="TerminalException">There will be none.</exception>
    /// <exception cref="BackendUnavailableException">Try again later.</exception>
    public async Task<ImageOutcome> MakeAsync(ImageJob job, CancellationToken cancellationToken)
    {
        var note = board.Note(job.Id);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(job.TimeoutMs), time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, note.Stopped, limit.Token);
        try
        {
            using var place = await board.TakePlaceAsync(note, end.Token);
            return await MakeAsync(job, note, end.Token);
        }
        catch (OperationCanceledException) when (note.Stopped.IsCancellationRequested)
        {
            return new(0, 0, new(ErrorCode.Conflict, "cancelled"));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TerminalException(
                $"The image was not made within {TimeSpan.FromMilliseconds(job.TimeoutMs).TotalMinutes:0.#} minutes.",
                GatewayTimeout);
        }
    }

    private async Task<ImageOutcome> MakeAsync(ImageJob job, JobNote note, CancellationToken cancellationToken)
    {
        var input = job.Input is { } reference
            ? UprightPng.Of(await artifacts.ReadAsync(reference, cancellationToken), reference, options.Images)
            : null;
        var (width, height) = ImageSize.Of(job, input);
        var request = new ImageRequest
        {
            TaskId = job.Id,
            Prompt = job.Prompt,
            NegativePrompt = job.NegativePrompt,
            Seed = job.Seed,
            Steps = job.Steps,
            Width = width,
            Height = height,
            Guidance = job.Guidance,
            Sampler = job.Sampler,
            Initial = input is null ? null : new(input.Content, job.Strength),
        };
        var content = await backend.MakeAsync(request, note, cancellationToken);
        await artifacts.WriteAsync(job.Output, content, cancellationToken);
        return new(width, height);
    }
}
