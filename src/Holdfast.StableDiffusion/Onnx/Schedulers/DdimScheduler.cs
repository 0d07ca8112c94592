using Holdfast.StableDiffusion.Onnx.Noise;

namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>Denoising diffusion implicit models (Song and others, 2020) with eta 0: adds no noise.</summary>
internal sealed class DdimScheduler(SchedulerConfig config, int steps, double strength)
    : AlphaScheduler(config, TimesOf(config, steps, strength))
{
    private readonly int _stride = config.TrainingSteps / steps;

    public override void Step(int step, ReadOnlySpan<float> output, Span<float> latents, GaussianNoise noise)
    {
        var alpha = Alphas[Times[step]];
        var next = Times[step] - _stride;
        var nextAlpha = next >= 0 ? Alphas[next] : Config.SetsAlphaToOne ? 1 : Alphas[0];
        var (ofImage, ofNoise) = (Math.Sqrt(nextAlpha), Math.Sqrt(1 - nextAlpha));
        for (var i = 0; i < latents.Length; i++)
        {
            var (image, left) = Predict(alpha, latents[i], output[i]);
            latents[i] = (float)((ofImage * image) + (ofNoise * left));
        }
    }

    private static int[] TimesOf(SchedulerConfig config, int steps, double strength) =>
        [.. Schedule.Timesteps(config, steps)[Schedule.FirstStep(steps, strength)..].Select(t => (int)Math.Round(t))];
}
