namespace Holdfast.Images;

/// <summary>How the Stable Diffusion steps get their images.</summary>
public sealed record StableDiffusionOptions
{
    /// <summary>Where the worker listens, such as <c>http://localhost:5050</c>.</summary>
    public required Uri Worker { get; init; }

    /// <summary>An image that is not there after this time fails its workflow.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(1);
}
