using Microsoft.ML.OnnxRuntime.Tensors;

namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>An input or output of a model, as its file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Dimensions">0 where any size fits.</param>
internal sealed record OnnxPort(string Name, TensorElementType Type, IReadOnlyList<int> Dimensions)
{
    public int Rank => Dimensions.Count;

    /// <summary>Whether a dimension has a fixed size that is another one.</summary>
    public bool Excludes(int dimension, int size) =>
        Dimensions.Count > dimension && Dimensions[dimension] > 0 && Dimensions[dimension] != size;
}

/// <summary>Numbers and their shape.</summary>
internal sealed record FloatTensor(float[] Values, IReadOnlyList<long> Shape);
