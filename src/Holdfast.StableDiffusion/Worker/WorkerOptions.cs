namespace Holdfast.StableDiffusion;

/// <summary>How a worker works.</summary>
public sealed record WorkerOptions
{
    /// <summary>Images that the backend makes at the same time. Most make one at a time anyway.</summary>
    public int MaxConcurrentImages { get; init; } = 1;

    /// <summary>Jobs that wait or are made; more are answered with 503 until there is room.</summary>
    public int MaxJobs { get; init; } = 1_000;

    /// <summary>How long the outcome of a job is kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Limits of the images that jobs start from.</summary>
    public ImageOptions Images { get; init; } = new();
}
