namespace Holdfast.Images.StableDiffusion;

/// <summary>What parameters may be at most: time and memory of a backend grow with them.</summary>
internal static class Limits
{
    public const int PromptLength = 4_000;
    public const int Steps = 150;
    public const long Seed = uint.MaxValue;
    public const int LeastSide = 64;
    public const int MostSide = 2048;

    // Eight pixels become one latent.
    private const int Cell = 8;

    /// <exception cref="ArgumentException">It is no multiple of 8.</exception>
    public static int? RequireSide(int? pixels, string name) => pixels % Cell is null or 0
        ? pixels
        : throw new ArgumentException(
            $"'{name.ToLowerInvariant()}' must be a multiple of {Cell}, such as {pixels / Cell * Cell}");
}
