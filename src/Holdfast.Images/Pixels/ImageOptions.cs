namespace Holdfast.Images;

/// <summary>Limits of the steps that change images.</summary>
public sealed record ImageOptions
{
    /// <summary>
    /// Width times height that an image may have, read or made; checked before memory is spent on it.
    /// </summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>
    /// Images worked on at the same time: bounds the memory, which is up to 8 bytes per pixel for each.
    /// </summary>
    public int MaxConcurrentImages { get; init; } = Environment.ProcessorCount;

    /// <summary>How long reading, changing and writing one image may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Memory for the pixels of images that were just written, so that the next step need not decode them. They are
    /// kept for seconds; images larger than this are not kept. 0: none are.
    /// </summary>
    public long MaxRecentBytes { get; init; } = 64L * 1024 * 1024;
}
