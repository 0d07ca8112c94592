namespace Holdfast.Images;

/// <summary>Limits of the steps that change images.</summary>
public sealed record ImageOptions
{
    /// <summary>
    /// Width times height that an image may have, read or made; checked before memory is spent on it.
    /// </summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>
    /// Images worked on at the same time: bounds the memory, which is up to 12 bytes per pixel for each.
    /// </summary>
    public int MaxConcurrentImages { get; init; } = Environment.ProcessorCount;
}
