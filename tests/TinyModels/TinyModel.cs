using System.Text.Json;

namespace Holdfast.Testing.TinyModels;

/// <summary>
/// A model in the layout of diffusers, with the names, types and shapes of a real export, some kilobytes large. Prompt,
/// latents, step and guidance all matter to its images, which show nothing.
/// </summary>
internal sealed record TinyModel
{
    private const int Width = 8;
    private const int Latents = 4;
    private const int PixelsPerLatent = 8;

    /// <summary>Of the text encoder's input: int32 in exports of diffusers, int64 in those of optimum.</summary>
    public OnnxType TokenType { get; init; } = OnnxType.Int64;

    /// <summary>Of the UNet and the VAE.</summary>
    public OnnxType FloatType { get; init; } = OnnxType.Float;

    public OnnxType TimestepType { get; init; } = OnnxType.Int64;

    /// <summary>The timestep is a list, as in exports of diffusers, not a number, as in those of optimum.</summary>
    public bool HasTimestepList { get; init; }

    /// <summary>0: any.</summary>
    public int Batch { get; init; }

    /// <summary>Of the latents, in both directions; 0: any.</summary>
    public int LatentSide { get; init; }

    /// <summary>The UNet's numbers are in a file beside it.</summary>
    public bool HasExternalData { get; init; }

    /// <summary>The UNet is told of the guidance, as distilled ones are.</summary>
    public bool HasGuidanceInput { get; init; }

    /// <summary>The encoder gives means and variances, not latents.</summary>
    public bool HasLatentParameters { get; init; } = true;

    public bool HasEncoder { get; init; } = true;

    /// <summary>How often the UNet does its work over, to take longer.</summary>
    public int Repetitions { get; init; } = 1;

    public string SchedulerConfig { get; init; } = """
        {
          "_class_name": "EulerDiscreteScheduler", "num_train_timesteps": 1000, "beta_start": 0.00085,
          "beta_end": 0.012, "beta_schedule": "scaled_linear", "clip_sample": false, "steps_offset": 1,
          "set_alpha_to_one": false, "timestep_spacing": "leading", "prediction_type": "epsilon"
        }
        """;

    /// <summary>Writes it into a directory, which is made if it is not there.</summary>
    public void Save(string directory)
    {
        Directory.CreateDirectory(directory);
        WriteText(directory, "model_index.json", """
            {
              "_class_name": "OnnxStableDiffusionPipeline", "text_encoder": ["diffusers", "OnnxRuntimeModel"],
              "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "OnnxRuntimeModel"],
              "vae_decoder": ["diffusers", "OnnxRuntimeModel"], "vae_encoder": ["diffusers", "OnnxRuntimeModel"],
              "scheduler": ["diffusers", "EulerDiscreteScheduler"], "safety_checker": [null, null]
            }
            """);
        WriteText(directory, "scheduler/scheduler_config.json", SchedulerConfig);
        WriteTokenizer(directory);
        WriteText(directory, "text_encoder/config.json", """{"hidden_size": 8, "max_position_embeddings": 77}""");
        WriteText(
            directory, "unet/config.json", $$"""{"in_channels": {{Latents}}, "cross_attention_dim": {{Width}}}""");
        const string Vae = """{"scaling_factor": 0.18215, "block_out_channels": [8, 8, 8, 8], "latent_channels": 4}""";
        WriteText(directory, "vae_decoder/config.json", Vae);
        TextEncoder().Save(Path.Combine(directory, "text_encoder"));
        Unet().Save(Path.Combine(directory, "unet"), HasExternalData ? "model.onnx_data" : null);
        Decoder().Save(Path.Combine(directory, "vae_decoder"));
        if (!HasEncoder)
            return;
        WriteText(directory, "vae_encoder/config.json", Vae);
        Encoder().Save(Path.Combine(directory, "vae_encoder"));
    }

    private static void WriteText(string directory, string file, string content)
    {
        var path = Path.Combine(directory, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private static void WriteTokenizer(string directory)
    {
        var vocabulary = TinyVocabulary.Tokens.Index().ToDictionary(token => token.Item, token => token.Index);
        WriteText(directory, "tokenizer/vocab.json", JsonSerializer.Serialize(vocabulary));
        WriteText(
            directory, "tokenizer/merges.txt", string.Join('\n', ["#version: 0.2", .. TinyVocabulary.Merges, ""]));
        WriteText(directory, "tokenizer/tokenizer_config.json",
            """{"model_max_length": 77, "tokenizer_class": "CLIPTokenizer", "pad_token": "<|endoftext|>"}""");
        WriteText(directory, "tokenizer/special_tokens_map.json",
            """{"bos_token": {"content": "<|startoftext|>"}, "eos_token": {"content": "<|endoftext|>"}}""");
    }

    // One line of numbers for each token.
    private OnnxGraph TextEncoder() => new OnnxGraph("text_encoder")
        .Input("input_ids", TokenType, "batch_size", "sequence_length")
        .Output("last_hidden_state", OnnxType.Float, "batch_size", "sequence_length", Width)
        .Output("pooler_output", OnnxType.Float, "batch_size", Width)
        .Floats("embedding", Numbers(TinyVocabulary.Tokens.Count * Width), TinyVocabulary.Tokens.Count, Width)
        .Node("Gather", ["embedding", "input_ids"], "last_hidden_state")
        .Node("ReduceMean", ["last_hidden_state"], "pooler_output", OnnxGraph.Attribute("axes", [1]),
            OnnxGraph.Attribute("keepdims", 0));

    // The neighbourhood of each latent, plus something for the prompt, times something for the step.
    private OnnxGraph Unet()
    {
        object batch = Batch == 0 ? "batch_size" : Batch;
        object side = LatentSide == 0 ? "side" : LatentSide;
        var graph = new OnnxGraph("unet")
            .Input("sample", FloatType, batch, Latents, side, side is int ? side : "other_side")
            .Input("timestep", TimestepType, HasTimestepList ? ["steps"] : [])
            .Input("encoder_hidden_states", FloatType, batch, "sequence_length", Width)
            .Output("out_sample", FloatType, batch, Latents, "height", "width");
        var kernel = Numbers(Latents * Latents * 9);
        if (HasExternalData)
            graph.ExternalFloats("kernel", "model.onnx_data", kernel, Latents, Latents, 3, 3);
        else
            graph.Floats("kernel", kernel, Latents, Latents, 3, 3);

        graph.Floats("projection", Numbers(Width * Latents), Width, Latents)
            .Floats("thousandth", [0.001f], 1)
            .Floats("ten", [10], 1)
            .Integers("last_axes", 2, 3)
            .Node("Cast", ["sample"], "latents_0", OnnxGraph.Attribute("to", (long)OnnxType.Float));
        for (var i = 0; i < Repetitions; i++)
        {
            graph.Node("Conv", [$"latents_{i}", "kernel"], $"seen_{i}", OnnxGraph.Attribute("pads", 1, 1, 1, 1))
                .Node("Add", [$"seen_{i}", "latents_0"], $"mixed_{i}")
                .Node("Tanh", [$"mixed_{i}"], $"latents_{i + 1}");
        }

        graph.Node("Cast", ["encoder_hidden_states"], "states", OnnxGraph.Attribute("to", (long)OnnxType.Float))
            .Node("ReduceMean", ["states"], "prompt", OnnxGraph.Attribute("axes", [1]),
                OnnxGraph.Attribute("keepdims", 0))
            .Node("MatMul", ["prompt", "projection"], "projected")
            .Node("Mul", ["projected", "ten"], "louder")
            .Node("Unsqueeze", ["louder", "last_axes"], "everywhere")
            .Node("Cast", ["timestep"], "time", OnnxGraph.Attribute("to", (long)OnnxType.Float))
            .Node("Mul", ["time", "thousandth"], "fraction")
            .Node("Mul", [$"latents_{Repetitions}", "fraction"], "of_step")
            .Node("Add", ["of_step", "everywhere"], "answer");
        var answer = HasGuidanceInput ? AddGuidance(graph) : "answer";
        return graph.Node("Cast", [answer], "out_sample", OnnxGraph.Attribute("to", (long)FloatType));
    }

    private string AddGuidance(OnnxGraph graph)
    {
        graph.Input("timestep_cond", FloatType, Batch == 0 ? "batch_size" : Batch, 16)
            .Node("Cast", ["timestep_cond"], "conditions", OnnxGraph.Attribute("to", (long)OnnxType.Float))
            .Node("ReduceMean", ["conditions"], "condition", OnnxGraph.Attribute("axes", [1]))
            .Node("Unsqueeze", ["condition", "last_axes"], "condition_everywhere")
            .Node("Add", ["answer", "condition_everywhere"], "conditioned");
        return "conditioned";
    }

    private OnnxGraph Decoder() => new OnnxGraph("vae_decoder")
        .Input("latent_sample", FloatType, "batch_size", Latents, "latent_height", "latent_width")
        .Output("sample", FloatType, "batch_size", 3, "height", "width")
        .Floats("colours", Numbers(3 * Latents), 3, Latents, 1, 1)
        .Floats("scales", [1, 1, PixelsPerLatent, PixelsPerLatent], 4)
        .Node("Cast", ["latent_sample"], "latents", OnnxGraph.Attribute("to", (long)OnnxType.Float))
        .Node("Conv", ["latents", "colours"], "coloured")
        .Node("Tanh", ["coloured"], "bounded")
        .Node("Resize", ["bounded", "", "scales"], "enlarged", OnnxGraph.Attribute("mode", "nearest"))
        .Node("Cast", ["enlarged"], "sample", OnnxGraph.Attribute("to", (long)FloatType));

    private OnnxGraph Encoder()
    {
        var channels = HasLatentParameters ? 2 * Latents : Latents;
        var output = HasLatentParameters ? "latent_parameters" : "latent_sample";
        return new OnnxGraph("vae_encoder")
            .Input("sample", FloatType, "batch_size", 3, "sample_height", "sample_width")
            .Output(output, FloatType, "batch_size", channels, "latent_height", "latent_width")
            .Floats("mixture", Numbers(channels * 3), channels, 3, 1, 1)
            .Node("Cast", ["sample"], "pixels", OnnxGraph.Attribute("to", (long)OnnxType.Float))
            .Node("AveragePool", ["pixels"], "pooled",
                OnnxGraph.Attribute("kernel_shape", PixelsPerLatent, PixelsPerLatent),
                OnnxGraph.Attribute("strides", PixelsPerLatent, PixelsPerLatent))
            .Node("Conv", ["pooled", "mixture"], "encoded")
            .Node("Cast", ["encoded"], output, OnnxGraph.Attribute("to", (long)FloatType));
    }

    // Looks random, is the same everywhere, and stays between -0.5 and 0.5.
    private static float[] Numbers(int count) =>
        [.. Enumerable.Range(1, count).Select(i => (float)((i * 0.6180339887498949 % 1) - 0.5))];
}
