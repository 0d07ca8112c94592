namespace Holdfast.StableDiffusion.Onnx;

/// <summary>Which model is run in this process, and how.</summary>
public sealed record OnnxOptions
{
    /// <summary>
    /// A Stable Diffusion 1 or 2 model in the layout of diffusers, exported to ONNX: <c>model_index.json</c> and its
    /// folders.
    /// </summary>
    public required string ModelDirectory { get; init; }

    /// <summary>What computes. The native library in use must have it.</summary>
    public OnnxProvider Provider { get; init; } = OnnxProvider.Cpu;

    /// <summary>
    /// Threads that compute one image. The same number gives the same bytes; another number may round otherwise.
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Width times height that an image may have: the memory for one image grows with it.</summary>
    public int MaxPixels { get; init; } = 1024 * 1024;

    /// <summary>Characters that a prompt may have. The model reads some 75 words.</summary>
    public int MaxPromptCharacters { get; init; } = 10_000;

    /// <summary>Without work for so long, the model's memory is given back.</summary>
    public TimeSpan UnloadAfter { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>What computes a model.</summary>
public enum OnnxProvider
{
    /// <summary>The processor. Always there.</summary>
    Cpu,

    /// <summary>NVIDIA's GPUs: needs the package <c>Microsoft.ML.OnnxRuntime.Gpu</c>.</summary>
    Cuda,

    /// <summary>Apple's GPUs and neural engines.</summary>
    CoreMl,

    /// <summary>GPUs of Windows: needs the package <c>Microsoft.ML.OnnxRuntime.DirectML</c>.</summary>
    DirectMl,
}
