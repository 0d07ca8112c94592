namespace Holdfast.StableDiffusion.Worker;

/// <summary>Decides how large an image gets.</summary>
internal static class ImageSize
{
    // What the models of the first generations were trained on.
    private const int Side = 512;

    // A latent is eight pixels, and the network halves latents three times.
    private const int Grain = 64;

    /// <summary>
    /// As the job says. Where it does not: the input's shape at about 512×512 pixels in all, so that a screenshot is
    /// neither squeezed nor too large for the model.
    /// </summary>
    public static (int Width, int Height) Of(ImageJob job, UprightPng? input)
    {
        var ratio = input is null ? 1 : (double)input.Width / input.Height;
        return (job.Width, job.Height) switch
        {
            ({ } width, { } height) => (width, height),
            ({ } width, null) => (width, Rounded(width / ratio)),
            (null, { } height) => (Rounded(height * ratio), height),
            _ => (Rounded(Side * Math.Sqrt(ratio)), Rounded(Side / Math.Sqrt(ratio))),
        };
    }

    private static int Rounded(double pixels) =>
        Math.Clamp((int)Math.Round(pixels / Grain) * Grain, ImageJobLimits.LeastSide, ImageJobLimits.MostSide);
}
