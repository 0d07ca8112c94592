using Microsoft.ML.OnnxRuntime;

namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>The UNet: sees the noise in latents, given a prompt.</summary>
internal sealed class Denoiser : IDisposable
{
    private const int InpaintingChannels = 9;

    private readonly OnnxModel _model;
    private readonly OnnxPort _sample;
    private readonly OnnxPort _timestep;
    private readonly OnnxPort _prompt;
    private readonly OnnxPort? _guidance;
    private readonly OnnxPort _output;

    public Denoiser(OnnxModel model, int channels)
    {
        _model = model;
        _sample = model.Require(model.Inputs, "sample");
        _timestep = model.Require(model.Inputs, "timestep");
        _prompt = model.Require(model.Inputs, "encoder_hidden_states");
        _guidance = model.Inputs.FirstOrDefault(input => input.Name == "timestep_cond");
        model.RequireNoOthers(_sample.Name, _timestep.Name, _prompt.Name, _guidance?.Name ?? "");
        _output = model.Require(model.Outputs, "out_sample");
        RequireChannels(channels);
        RequireChannels(_sample.Dimensions.ElementAtOrDefault(1));
        if (FixedBatch is not (0 or 1 or 2))
            throw model.Unfit($"was exported for batches of {FixedBatch}; one, two or any size are supported");
    }

    public static int Channels => 4;

    /// <summary>It was distilled with guidance, and is told of it, instead of being asked twice.</summary>
    public bool HasGuidance => _guidance is not null;

    private int FixedBatch => _sample.Dimensions.ElementAtOrDefault(0);

    /// <summary>Asks for the noise once for each prompt: together, where the model allows it.</summary>
    /// <returns>Answers in the order of the prompts.</returns>
    public float[][] Predict(
        LatentSize size, float[] latents, double time, IReadOnlyList<FloatTensor> prompts, double guidance,
        OnnxRun run)
    {
        size.RequireFits(_sample);
        return prompts.Count == 2 && FixedBatch == 1
            ? [.. prompts.SelectMany(prompt => Predict(size, latents, time, [prompt], guidance, run))]
            : [.. PredictTogether(size, latents, time, prompts, guidance, run)];
    }

    public void Dispose() => _model.Dispose();

    private IEnumerable<float[]> PredictTogether(
        LatentSize size, float[] latents, double time, IReadOnlyList<FloatTensor> prompts, double guidance,
        OnnxRun run)
    {
        // A model for two is asked twice the same when there is one prompt.
        var batch = FixedBatch > 0 ? FixedBatch : prompts.Count;
        var asked = Enumerable.Range(0, batch).Select(i => prompts[Math.Min(i, prompts.Count - 1)]).ToList();
        var (length, width) = (asked[0].Shape[1], asked[0].Shape[2]);
        if (_prompt.Excludes(2, (int)width))
        {
            throw _model.Unfit(
                $"takes {_prompt.Dimensions[2]} numbers per token, but text_encoder/model.onnx gives {width}");
        }

        List<(OnnxPort, OrtValue)> inputs =
        [
            (_sample, TensorValues.Create(_sample, Repeat(latents, batch), size.Shape(batch))),
            (_timestep, Timestep(time)),
            (_prompt, TensorValues.Create(
                _prompt, [.. asked.SelectMany(prompt => prompt.Values)], batch, length, width)),
        ];
        if (_guidance is not null)
            inputs.Add((_guidance, Guidance(_guidance, guidance, batch)));
        var output = _model.Run(run, _output, [.. inputs]).Values;
        return output.Length == batch * size.Count
            ? output.Chunk(size.Count).Take(prompts.Count)
            : throw _model.Unfit($"gives {output.Length} numbers, where {batch * size.Count} are needed");
    }

    // A number, a list of one for all, or, where its length is fixed, of one for each.
    private OrtValue Timestep(double time) => _timestep.Rank == 0
        ? TensorValues.Create(_timestep, [time], [])
        : TensorValues.Create(
            _timestep, Repeat([time], Math.Max(_timestep.Dimensions[0], 1)), Math.Max(_timestep.Dimensions[0], 1));

    // Sines and cosines of the guidance, at wavelengths that grow by a constant factor.
    private OrtValue Guidance(OnnxPort port, double guidance, int batch)
    {
        var size = port.Dimensions.ElementAtOrDefault(1);
        if (size < 4)
            throw _model.Unfit($"does not say how large its '{port.Name}' is; export it again");
        var half = size / 2;
        var angles = Enumerable.Range(0, half)
            .Select(i => (guidance - 1) * 1000 * Math.Exp(-Math.Log(10_000) * i / (half - 1))).ToArray();
        double[] embedding = [.. angles.Select(Math.Sin), .. angles.Select(Math.Cos), .. new double[size % 2]];
        return TensorValues.Create(port, Repeat(embedding, batch), batch, size);
    }

    private void RequireChannels(int channels)
    {
        if (channels is 0 || channels == Channels)
            return;
        throw _model.Unfit(channels == InpaintingChannels
            ? "has 9 channels, so it is for inpainting, which is not supported; use the model that it was made from"
            : $"has {channels} channels of latents; {Channels} are supported");
    }

    private static T[] Repeat<T>(T[] values, int count) =>
        count == 1 ? values : [.. Enumerable.Repeat(values, count).SelectMany(copy => copy)];
}
