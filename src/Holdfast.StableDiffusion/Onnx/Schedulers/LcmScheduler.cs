using Holdfast.StableDiffusion.Onnx.Noise;

namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>
/// Latent consistency models (Luo and others, 2023): each step predicts the whole image, and adds noise for the next.
/// </summary>
internal sealed class LcmScheduler(SchedulerConfig config, int steps, double strength)
    : AlphaScheduler(config, TimesOf(config, steps, strength))
{
    // The standard deviation of images that the boundary condition assumes.
    private const double SigmaOfData = 0.5;

    public override void Step(int step, ReadOnlySpan<float> output, Span<float> latents, GaussianNoise noise)
    {
        var time = Times[step];
        var scaled = time * Config.TimestepScaling;
        var norm = (scaled * scaled) + (SigmaOfData * SigmaOfData);
        var (skip, use) = (SigmaOfData * SigmaOfData / norm, scaled / Math.Sqrt(norm));
        for (var i = 0; i < latents.Length; i++)
            latents[i] = (float)((use * Predict(Alphas[time], latents[i], output[i]).Image) + (skip * latents[i]));

        if (step + 1 < Times.Count)
            Mix(Alphas[Times[step + 1]], latents, noise.Draw(latents.Length));
    }

    // Chosen from the steps of the distillation; a lower strength has fewer of them, and as many are chosen.
    private static int[] TimesOf(SchedulerConfig config, int steps, double strength)
    {
        var stride = config.TrainingSteps / config.OriginalSteps;
        var count = (int)(config.OriginalSteps * strength);
        return [.. Enumerable.Range(0, steps).Select(i => ((count - (int)((double)i * count / steps)) * stride) - 1)];
    }
}
