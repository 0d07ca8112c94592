namespace Holdfast.Images;

/// <summary>
/// What jobs may be at most, to be checked by who writes a definition and by the worker: time and memory grow with it.
/// </summary>
public static class ImageJobLimits
{
    /// <summary>Characters of a prompt.</summary>
    public const int PromptLength = 4_000;

    /// <summary>Denoising steps.</summary>
    public const int Steps = 150;

    /// <summary>The highest seed; the lowest is 0.</summary>
    public const long Seed = uint.MaxValue;

    /// <summary>Pixels of a side, at least.</summary>
    public const int LeastSide = 64;

    /// <summary>Pixels of a side, at most.</summary>
    public const int MostSide = 2048;

    /// <summary>Sides are multiples of it: so many pixels become one latent.</summary>
    public const int Cell = 8;

    /// <summary>How closely a prompt may be followed.</summary>
    public const double Guidance = 30;

    /// <summary>Characters of a sampler's name.</summary>
    public const int SamplerLength = 100;

    /// <exception cref="ArgumentException">It is no multiple of <see cref="Cell"/>.</exception>
    internal static int? RequireSide(int? pixels, string name) => pixels % Cell is null or 0
        ? pixels
        : throw new ArgumentException(
            $"'{name.ToLowerInvariant()}' must be a multiple of {Cell}, such as {pixels / Cell * Cell}");
}
