using Holdfast.StableDiffusion.Onnx.Models;
using Microsoft.ML.OnnxRuntime;

namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>How ONNX Runtime runs a model.</summary>
internal static class SessionSettings
{
    private static readonly Dictionary<OnnxProvider, string> _names = new()
    {
        [OnnxProvider.Cpu] = "CPUExecutionProvider",
        [OnnxProvider.Cuda] = "CUDAExecutionProvider",
        [OnnxProvider.CoreMl] = "CoreMLExecutionProvider",
        [OnnxProvider.DirectMl] = "DmlExecutionProvider",
    };

    /// <exception cref="BackendUnavailableException">The native library lacks the provider.</exception>
    public static SessionOptions Create(OnnxOptions options)
    {
        RequireProvider(options.Provider);
        // One thing after the other, and sums over a fixed number of threads: the same bytes every time.
        var settings = new SessionOptions
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            Append(settings, options.Provider);
            return settings;
        }
        catch (OnnxRuntimeException error)
        {
            settings.Dispose();
            throw new BackendUnavailableException(
                $"ONNX Runtime's {_names[options.Provider]} does not start: {error.Message}. Check its driver and "
                + "libraries, or use the CPU.", error);
        }
    }

    public static void RequireProvider(OnnxProvider provider)
    {
        var available = OrtEnv.Instance().GetAvailableProviders();
        if (!available.Contains(_names[provider]))
        {
            throw new BackendUnavailableException(
                $"ONNX Runtime's native library here has no {_names[provider]}, but {string.Join(", ", available)}. "
                + $"Use another provider, or the package that has this one; see {ModelDirectory.Guide}.");
        }
    }

    private static void Append(SessionOptions settings, OnnxProvider provider)
    {
        switch (provider)
        {
            case OnnxProvider.Cuda:
                settings.AppendExecutionProvider_CUDA(0);
                break;
            case OnnxProvider.CoreMl:
                settings.AppendExecutionProvider("CoreML", []);
                break;
            case OnnxProvider.DirectMl:
                // What this provider demands.
                settings.EnableMemoryPattern = false;
                settings.AppendExecutionProvider_DML(0);
                break;
        }
    }
}
