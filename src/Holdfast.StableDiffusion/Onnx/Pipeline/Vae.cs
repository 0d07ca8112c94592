using Holdfast.StableDiffusion.Onnx.Noise;

namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>Makes pixels of latents.</summary>
internal sealed class VaeDecoder : IDisposable
{
    private readonly OnnxModel _model;
    private readonly OnnxPort _latents;
    private readonly OnnxPort _pixels;

    public VaeDecoder(OnnxModel model)
    {
        _model = model;
        _latents = model.Require(model.Inputs, "latent_sample");
        model.RequireNoOthers(_latents.Name);
        _pixels = model.Require(model.Outputs, "sample");
    }

    /// <returns>Three channels of pixels from -1 to 1.</returns>
    public FloatTensor Decode(LatentSize size, ReadOnlySpan<float> latents, double scale, OnnxRun run)
    {
        size.RequireFits(_latents);
        var unscaled = new float[latents.Length];
        for (var i = 0; i < latents.Length; i++)
            unscaled[i] = (float)(latents[i] / scale);
        return _model.Run(run, _pixels, (_latents, TensorValues.Create(_latents, unscaled, size.Shape(1))));
    }

    public void Dispose() => _model.Dispose();
}

/// <summary>Makes latents of pixels.</summary>
internal sealed class VaeEncoder : IDisposable
{
    // Bounds that the training had for the logarithm of the variance.
    private const float LeastLogarithm = -30;
    private const float MostLogarithm = 20;

    private readonly OnnxModel _model;
    private readonly OnnxPort _pixels;
    private readonly OnnxPort _latents;

    public VaeEncoder(OnnxModel model)
    {
        _model = model;
        _pixels = model.Require(model.Inputs, "sample");
        model.RequireNoOthers(_pixels.Name);
        _latents = model.Outputs[0];
    }

    /// <summary>It gives chosen latents, not their distribution: old exports choose at random.</summary>
    public bool MayDrawNoise => _latents.Name == "latent_sample";

    /// <param name="size">Of the latents.</param>
    /// <param name="pixels">Three channels from -1 to 1.</param>
    /// <param name="scale">Factor for the latents.</param>
    /// <param name="noise">Chooses among the latents that the pixels may come from.</param>
    /// <param name="run">The run.</param>
    public float[] Encode(LatentSize size, FloatTensor pixels, double scale, GaussianNoise noise, OnnxRun run)
    {
        if (_pixels.Excludes(2, (int)pixels.Shape[2]) || _pixels.Excludes(3, (int)pixels.Shape[3]))
            throw size.Misfit(_pixels);
        var encoded = _model.Run(
            run, _latents, (_pixels, TensorValues.Create(_pixels, pixels.Values, [.. pixels.Shape])));
        var latents = encoded.Values.Length == size.Count
            ? encoded.Values
            : encoded.Values.Length == 2 * size.Count
                ? Sample(encoded.Values, size.Count, noise)
                : throw _model.Unfit($"gives {encoded.Values.Length} latents, where {size.Count} are needed");
        for (var i = 0; i < latents.Length; i++)
            latents[i] = (float)(latents[i] * scale);
        return latents;
    }

    public void Dispose() => _model.Dispose();

    // The first half are means, the second logarithms of variances.
    private static float[] Sample(float[] parameters, int count, GaussianNoise noise)
    {
        var latents = noise.Draw(count);
        for (var i = 0; i < count; i++)
        {
            var logarithm = Math.Clamp(parameters[count + i], LeastLogarithm, MostLogarithm);
            latents[i] = (float)(parameters[i] + (Math.Exp(0.5 * logarithm) * latents[i]));
        }

        return latents;
    }
}
