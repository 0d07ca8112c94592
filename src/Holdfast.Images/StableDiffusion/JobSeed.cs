namespace Holdfast.Images.StableDiffusion;

/// <summary>The seed of a step that was given none.</summary>
internal static class JobSeed
{
    /// <summary>The same on every replay, so a repeated request makes the same image.</summary>
    public static long Draw(IContext context) => context.Random.NextInt64(Limits.Seed + 1);
}
