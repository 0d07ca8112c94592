using Holdfast.StableDiffusion.Onnx.Models;
using Microsoft.ML.OnnxRuntime;

namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>One <c>model.onnx</c> in memory.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _file;

    private OnnxModel(InferenceSession session, string file)
    {
        _session = session;
        _file = file;
        Inputs = [.. session.InputMetadata.Select(input => PortOf(input.Key, input.Value))];
        Outputs = [.. session.OutputMetadata.Select(output => PortOf(output.Key, output.Value))];
    }

    public IReadOnlyList<OnnxPort> Inputs { get; }

    public IReadOnlyList<OnnxPort> Outputs { get; }

    /// <exception cref="BackendUnavailableException">It cannot be loaded.</exception>
    public static OnnxModel Load(string file, OnnxOptions options, CancellationToken cancellationToken)
    {
        using var settings = SessionSettings.Create(options);
        using var cancellation = cancellationToken.Register(() => settings.SetLoadCancellationFlag(true));
        try
        {
            return new(new InferenceSession(file, settings), file);
        }
        catch (OnnxRuntimeException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new BackendUnavailableException(
                $"{file} cannot be loaded: {FirstLine(error)}. Pull or export it again; see {ModelDirectory.Guide}.",
                error);
        }
    }

    /// <summary>One of the inputs or outputs.</summary>
    /// <exception cref="BackendUnavailableException">The model has none of that name.</exception>
    public OnnxPort Require(IReadOnlyList<OnnxPort> ports, string name) =>
        ports.FirstOrDefault(port => port.Name == name)
        ?? throw Unfit($"has no '{name}', but {string.Join(", ", ports.Select(port => $"'{port.Name}'"))}");

    /// <exception cref="BackendUnavailableException">The model has inputs that nothing is known of.</exception>
    public void RequireNoOthers(params ReadOnlySpan<string> known)
    {
        foreach (var input in Inputs)
        {
            if (!known.Contains(input.Name))
                throw Unfit($"needs '{input.Name}', which Stable Diffusion 1 and 2 do not have");
        }
    }

    public BackendUnavailableException Unfit(string problem) => new($"{_file} {problem}; see {ModelDirectory.Guide}.");

    /// <summary>Computes one output. Takes over the inputs.</summary>
    /// <exception cref="OperationCanceledException">The run was told to end.</exception>
    /// <exception cref="BackendUnavailableException">The model failed.</exception>
    public FloatTensor Run(OnnxRun run, OnnxPort output, params (OnnxPort Port, OrtValue Value)[] inputs)
    {
        try
        {
            using var outputs = _session.Run(
                run, [.. inputs.Select(input => input.Port.Name)], [.. inputs.Select(input => input.Value)],
                [output.Name]);
            return TensorValues.Read(outputs[0]);
        }
        catch (OnnxRuntimeException) when (run.Terminate)
        {
            throw new OperationCanceledException("The image was cancelled.");
        }
        catch (OnnxRuntimeException error)
        {
            throw new BackendUnavailableException($"{_file} failed: {FirstLine(error)}", error);
        }
        finally
        {
            foreach (var (_, value) in inputs)
                value.Dispose();
        }
    }

    public void Dispose() => _session.Dispose();

    private static OnnxPort PortOf(string name, NodeMetadata metadata) =>
        new(name, metadata.ElementDataType, [.. metadata.Dimensions.Select(size => Math.Max(size, 0))]);

    private static string FirstLine(OnnxRuntimeException error) => error.Message.Split('\n')[0].Trim();
}
