using Holdfast.StableDiffusion.Onnx.Noise;

namespace Holdfast.StableDiffusion.Onnx.Schedulers;

/// <summary>Takes the noise of one image away, in steps that are counted from 0.</summary>
internal interface IScheduler
{
    /// <summary>What the model is told at each step: the training step whose noise it sees.</summary>
    IReadOnlyList<double> Timesteps { get; }

    /// <summary>Factor for pure noise that the first step starts from.</summary>
    double InitialNoiseScale { get; }

    /// <summary>Makes of an image's latents what the first step starts from.</summary>
    void AddNoise(Span<float> latents, ReadOnlySpan<float> noise);

    /// <summary>Writes what the model sees at a step.</summary>
    void ScaleInput(int step, ReadOnlySpan<float> latents, Span<float> input);

    /// <summary>Replaces the latents by those of the next step.</summary>
    /// <param name="step">Which one.</param>
    /// <param name="output">The model's output for it.</param>
    /// <param name="latents">Before and after.</param>
    /// <param name="noise">For samplers that add some.</param>
    void Step(int step, ReadOnlySpan<float> output, Span<float> latents, GaussianNoise noise);
}
