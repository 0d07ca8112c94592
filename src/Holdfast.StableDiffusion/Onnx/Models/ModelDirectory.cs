using System.Text.Json;
using Holdfast.StableDiffusion.Onnx.Schedulers;

namespace Holdfast.StableDiffusion.Onnx.Models;

/// <summary>
/// A model's files in the layout of diffusers. Names of files are fixed here; none is taken from the model.
/// </summary>
internal sealed class ModelDirectory
{
    public const string Guide = "docs/guides/stable-diffusion-models.md";

    private static readonly string[] _required =
    [
        "scheduler/scheduler_config.json", "tokenizer/vocab.json", "tokenizer/merges.txt", "text_encoder/model.onnx",
        "unet/model.onnx", "vae_decoder/model.onnx",
    ];

    private static readonly (string Component, string Of)[] _foreign =
    [
        ("text_encoder_2", "Stable Diffusion XL"), ("transformer", "Stable Diffusion 3 or Flux"),
        ("controlnet", "ControlNet"), ("image_encoder", "image variations"),
    ];

    private readonly string _path;

    private ModelDirectory(string path)
    {
        _path = path;
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        Scheduler = ModelJson.Read(FileOf("scheduler/scheduler_config.json"));
        Unet = ModelJson.ReadIfThere(FileOf("unet/config.json"));
        Vae = ModelJson.ReadIfThere(FileOf("vae_decoder/config.json"));
    }

    public string Name { get; }

    public ModelJson Scheduler { get; }

    public ModelJson Unet { get; }

    public ModelJson Vae { get; }

    public string TokenizerDirectory => FileOf("tokenizer");

    /// <summary>The model's own sampler; Euler, when it names one that is not here.</summary>
    public SamplerKind DefaultSampler =>
        SamplerNames.TryParse(Scheduler.Text("_class_name") ?? "") ?? SamplerKind.Euler;

    /// <summary>Pixels per latent in each direction.</summary>
    public int PixelsPerLatent => 1 << ((Vae.Numbers("block_out_channels")?.Count ?? 4) - 1);

    /// <summary>Factor that gives latents of the training a variance of one.</summary>
    public double LatentScale => Vae.Number("scaling_factor") is { } factor and > 0 ? factor : 0.18215;

    public bool HasEncoder => File.Exists(FileOf("vae_encoder/model.onnx"));

    /// <exception cref="BackendUnavailableException">
    /// It is no model that can be run; the message names the file and the remedy.
    /// </exception>
    public static ModelDirectory Open(string path)
    {
        var full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            throw new BackendUnavailableException(
                $"There is no model at {full}. Get one with './holdfast models pull', or export one; see {Guide}.");
        }

        var index = ModelJson.Read(Path.Combine(full, "model_index.json"));
        foreach (var (component, of) in _foreign.Where(foreign => IsThere(index, foreign.Component)))
        {
            throw index.Unfit(
                $"names a '{component}', so the model is for {of}; Stable Diffusion 1 and 2 and models derived from "
                + $"them are supported, see {Guide}");
        }

        foreach (var file in _required.Where(file => !File.Exists(Path.Combine(full, file))))
            throw Missing(full, file);
        return new(full);
    }

    public string FileOf(string name) => Path.Combine(_path, name);

    // A component that a pipeline does without is there as [null, null].
    private static bool IsThere(ModelJson index, string component) =>
        index.Has(component) && index.Root.GetProperty(component) is { ValueKind: JsonValueKind.Array } of
        && of.EnumerateArray().Any(part => part.ValueKind != JsonValueKind.Null);

    private static BackendUnavailableException Missing(string path, string file)
    {
        var folder = Path.GetDirectoryName(Path.Combine(path, file))!;
        var isForPyTorch = Directory.Exists(folder) && Directory.EnumerateFiles(folder)
            .Any(found => Path.GetExtension(found) is ".safetensors" or ".bin");
        return new(isForPyTorch
            ? $"The model at {path} has weights for PyTorch and no {file}. Export it to ONNX, or pull a model that "
                + $"is exported already; see {Guide}."
            : $"The model at {path} has no {file}. Pull or export it again; see {Guide}.");
    }
}
