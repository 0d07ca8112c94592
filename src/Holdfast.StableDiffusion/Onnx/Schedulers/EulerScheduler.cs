using Holdfast.StableDiffusion.Onnx.Noise;

namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>Euler's method: adds no noise.</summary>
internal sealed class EulerScheduler(SchedulerConfig config, int steps, double strength)
    : SigmaScheduler(config, steps, strength)
{
    protected override void Step(
        double sigma, double next, ReadOnlySpan<float> output, Span<float> latents, GaussianNoise noise) =>
        Move(sigma, next, output, latents);
}
