using System.Text.RegularExpressions;

namespace Holdfast.StableDiffusion.Onnx.Models.Hub;

/// <summary>A file of a model at a hub.</summary>
/// <param name="Path">Inside the model: a name, or a folder and a name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Checksum">Of its content.</param>
internal sealed partial record HubFile(string Path, long Size, Checksum Checksum)
{
    /// <summary>The pipeline reads it. Weights for PyTorch, samples and the like are not needed.</summary>
    public bool IsNeeded => Needed().IsMatch(Path);

    /// <summary>It leaves the model's directory, or could on some system.</summary>
    public bool IsUnsafe =>
        Path.Contains('\\', StringComparison.Ordinal) || Path.Contains(':', StringComparison.Ordinal)
        || Path.Split('/').Any(segment => segment is "" or "." or "..");

    [GeneratedRegex(
        @"^(model_index\.json|scheduler/scheduler_config\.json"
        + @"|tokenizer/(vocab\.json|merges\.txt|tokenizer_config\.json|special_tokens_map\.json)"
        + @"|(text_encoder|unet|vae_encoder|vae_decoder)/"
        + @"(config\.json|model\.onnx|model\.onnx[._]data|weights\.pb))\z")]
    private static partial Regex Needed();
}
