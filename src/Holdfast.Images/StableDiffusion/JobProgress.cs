namespace Holdfast.Images.StableDiffusion;

/// <summary>Asks the worker how far the image of a step is, for people who look at a status.</summary>
internal sealed class JobProgress(WorkerClient worker)
{
    public async Task<StepReport?> OfAsync(string invocationId, CancellationToken cancellationToken)
    {
        try
        {
            return await worker.FindAsync(invocationId, cancellationToken) is { } status ? Report(status) : null;
        }
        catch (HttpRequestException away)
        {
            return new(away.Message);
        }
    }

    private static StepReport Report(ImageJobStatus status) => status switch
    {
        { State: ImageJobState.Generating } => new("generates the image", status.Fraction, status.RemainingMs),
        { State: ImageJobState.Ended } => new("the image is made", 1),
        { Problem: { } problem } => new($"waits for another attempt: {problem}", 0),
        { Ahead: > 0 } => new($"waits behind {status.Ahead} other image{(status.Ahead == 1 ? "" : "s")}", 0),
        _ => new("waits for its turn", 0),
    };
}
