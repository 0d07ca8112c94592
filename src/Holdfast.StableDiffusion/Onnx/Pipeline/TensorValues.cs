using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>Moves numbers into and out of tensors of whatever type a model has.</summary>
internal static class TensorValues
{
    public static OrtValue Create<T>(OnnxPort port, T[] values, params long[] shape)
        where T : unmanaged, INumber<T> => port.Type switch
        {
            TensorElementType.Float => Of(Convert<T, float>(values), shape),
            TensorElementType.Float16 =>
                Of(MemoryMarshal.Cast<Half, Float16>(Convert<T, Half>(values)).ToArray(), shape),
            TensorElementType.Double => Of(Convert<T, double>(values), shape),
            TensorElementType.Int64 => Of(Convert<T, long>(values), shape),
            TensorElementType.Int32 => Of(Convert<T, int>(values), shape),
            _ => throw new BackendUnavailableException(
                $"The model's input '{port.Name}' has elements of type {port.Type}, which is not supported. Export the "
                + "model with 32 or 16 bit floats."),
        };

    public static FloatTensor Read(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var values = info.ElementDataType switch
        {
            TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
            TensorElementType.Float16 => Convert<Half, float>(
                MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>()).ToArray()),
            var type => throw new BackendUnavailableException(
                $"A model's output has elements of type {type}, which is not supported. Export the model with 32 or "
                + "16 bit floats."),
        };
        return new(values, info.Shape);
    }

    private static OrtValue Of<T>(T[] values, long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(values, shape);

    private static TTo[] Convert<TFrom, TTo>(TFrom[] values)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo> =>
        values as TTo[] ?? Array.ConvertAll(values, TTo.CreateSaturating);
}
