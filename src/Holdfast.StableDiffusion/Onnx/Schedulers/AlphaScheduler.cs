using Holdfast.StableDiffusion.Onnx.Noise;

namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>
/// What DDIM and LCM share: latents are a mixture of image and noise whose variance stays one; alpha is the image's
/// part.
/// </summary>
internal abstract class AlphaScheduler(SchedulerConfig config, int[] timesteps) : IScheduler
{
    public IReadOnlyList<double> Timesteps { get; } = [.. timesteps.Select(time => (double)time)];

    public double InitialNoiseScale => 1;

    protected SchedulerConfig Config { get; } = config;

    protected IReadOnlyList<int> Times { get; } = timesteps;

    protected double[] Alphas { get; } = NoiseSchedule.CumulativeAlphas(config, keepsLastFinite: false);

    public void AddNoise(Span<float> latents, ReadOnlySpan<float> noise) =>
        Mix(Alphas[Times[0]], latents, noise);

    public void ScaleInput(int step, ReadOnlySpan<float> latents, Span<float> input) => latents.CopyTo(input);

    public abstract void Step(int step, ReadOnlySpan<float> output, Span<float> latents, GaussianNoise noise);

    protected static void Mix(double alpha, Span<float> latents, ReadOnlySpan<float> noise)
    {
        var (ofImage, ofNoise) = (Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        for (var i = 0; i < latents.Length; i++)
            latents[i] = (float)((ofImage * latents[i]) + (ofNoise * noise[i]));
    }

    /// <summary>The image and the noise that the model sees in a sample.</summary>
    protected (double Image, double Noise) Predict(double alpha, double sample, double output)
    {
        var (ofImage, ofNoise) = (Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        var (image, noise) = Config.Prediction switch
        {
            Prediction.Epsilon => ((sample - (ofNoise * output)) / ofImage, output),
            Prediction.Velocity => (
                (ofImage * sample) - (ofNoise * output),
                (ofImage * output) + (ofNoise * sample)),
            _ => (output, (sample - (ofImage * output)) / ofNoise),
        };
        return Config.ClipRange is { } range ? (Math.Clamp(image, -range, range), noise) : (image, noise);
    }
}
