using Holdfast.StableDiffusion.Onnx.Noise;

namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>
/// What the Euler methods share: latents are the image plus noise of a known standard deviation, sigma.
/// </summary>
internal abstract class SigmaScheduler : IScheduler
{
    private readonly TimestepSpacing _spacing;
    private readonly double[] _sigmas;
    private readonly double _largest;

    protected SigmaScheduler(SchedulerConfig config, int steps, double strength)
    {
        _spacing = config.Spacing;
        Prediction = config.Prediction;
        var ofTraining = NoiseSchedule.CumulativeAlphas(config, keepsLastFinite: true)
            .Select(alpha => Math.Sqrt((1 - alpha) / alpha)).ToArray();
        var timesteps = Schedule.Timesteps(config, steps);
        var sigmas = timesteps.Select(time => Interpolate(ofTraining, time)).ToArray();
        if (config.UsesKarrasSigmas)
            (sigmas, timesteps) = KarrasSigmas.Respace(sigmas, ofTraining);

        var first = Schedule.FirstStep(steps, strength);
        _largest = sigmas.Max();
        _sigmas = [.. sigmas[first..], 0];
        Timesteps = timesteps[first..];
    }

    public IReadOnlyList<double> Timesteps { get; }

    public double InitialNoiseScale =>
        _spacing == TimestepSpacing.Leading ? Math.Sqrt((_largest * _largest) + 1) : _largest;

    protected Prediction Prediction { get; }

    public void AddNoise(Span<float> latents, ReadOnlySpan<float> noise)
    {
        for (var i = 0; i < latents.Length; i++)
            latents[i] += (float)(noise[i] * _sigmas[0]);
    }

    public void ScaleInput(int step, ReadOnlySpan<float> latents, Span<float> input)
    {
        var scale = 1 / Math.Sqrt((_sigmas[step] * _sigmas[step]) + 1);
        for (var i = 0; i < latents.Length; i++)
            input[i] = (float)(latents[i] * scale);
    }

    public void Step(int step, ReadOnlySpan<float> output, Span<float> latents, GaussianNoise noise) =>
        Step(_sigmas[step], _sigmas[step + 1], output, latents, noise);

    protected abstract void Step(
        double sigma, double next, ReadOnlySpan<float> output, Span<float> latents, GaussianNoise noise);

    /// <summary>Moves the latents along the line from their noise to the predicted image.</summary>
    protected void Move(double sigma, double target, ReadOnlySpan<float> output, Span<float> latents)
    {
        for (var i = 0; i < latents.Length; i++)
        {
            double sample = latents[i];
            var image = Prediction switch
            {
                Prediction.Epsilon => sample - (sigma * output[i]),
                Prediction.Velocity =>
                    (sample / ((sigma * sigma) + 1)) - (output[i] * sigma / Math.Sqrt((sigma * sigma) + 1)),
                _ => output[i],
            };
            latents[i] = (float)(sample + ((sample - image) / sigma * (target - sigma)));
        }
    }

    private static double Interpolate(double[] values, double at)
    {
        var low = Math.Min((int)at, values.Length - 1);
        var high = Math.Min(low + 1, values.Length - 1);
        return values[low] + ((values[high] - values[low]) * (at - low));
    }
}
