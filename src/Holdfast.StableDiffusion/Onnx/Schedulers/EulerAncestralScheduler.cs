using Holdfast.StableDiffusion.Onnx.Noise;

namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>Euler's method that goes further down than it must, and adds new noise for the difference.</summary>
internal sealed class EulerAncestralScheduler(SchedulerConfig config, int steps, double strength)
    : SigmaScheduler(config, steps, strength)
{
    protected override void Step(
        double sigma, double next, ReadOnlySpan<float> output, Span<float> latents, GaussianNoise noise)
    {
        var up = Math.Sqrt(next * next * ((sigma * sigma) - (next * next)) / (sigma * sigma));
        var down = Math.Sqrt((next * next) - (up * up));
        Move(sigma, down, output, latents);

        // Drawn in the last step, too, where nothing of it is used: the draws are those of other implementations.
        var added = noise.Draw(latents.Length);
        for (var i = 0; i < latents.Length; i++)
            latents[i] += (float)(added[i] * up);
    }
}
