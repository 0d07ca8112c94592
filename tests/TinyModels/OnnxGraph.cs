using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Holdfast.Testing.TinyModels;

/// <summary>Builds an ONNX model. Numbers of fields are those of <c>onnx.proto</c>.</summary>
internal sealed class OnnxGraph(string name)
{
    private const int IrVersion = 8;
    private const int Opset = 17;

    private readonly ProtoMessage _graph = new ProtoMessage().Text(2, name);
    private readonly ArrayBufferWriter<byte> _external = new();

    public OnnxGraph Input(string name, OnnxType type, params object[] dimensions) => Port(11, name, type, dimensions);

    public OnnxGraph Output(string name, OnnxType type, params object[] dimensions) => Port(12, name, type, dimensions);

    public OnnxGraph Node(string operation, string[] inputs, string output, params ProtoMessage[] attributes)
    {
        var node = new ProtoMessage();
        foreach (var input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(3, output).Text(4, operation);
        foreach (var attribute in attributes)
            node.Message(5, attribute);
        _graph.Message(1, node);
        return this;
    }

    public OnnxGraph Floats(string name, float[] values, params long[] shape)
    {
        var bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        _graph.Message(5, Tensor(name, OnnxType.Float, shape).Bytes(9, bytes));
        return this;
    }

    public OnnxGraph Integers(string name, params long[] values)
    {
        var bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        _graph.Message(5, Tensor(name, OnnxType.Int64, [values.Length]).Bytes(9, bytes));
        return this;
    }

    /// <summary>Numbers in a file of their own beside the model.</summary>
    public OnnxGraph ExternalFloats(string name, string file, float[] values, params long[] shape)
    {
        var bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        var tensor = Tensor(name, OnnxType.Float, shape);
        foreach (var (key, value) in new[]
            { ("location", file), ("offset", $"{_external.WrittenCount}"), ("length", $"{bytes.Length}") })
        {
            tensor.Message(13, new ProtoMessage().Text(1, key).Text(2, value));
        }

        _graph.Message(5, tensor.Number(14, 1));
        _external.Write(bytes);
        return this;
    }

    public static ProtoMessage Attribute(string name, long value) =>
        new ProtoMessage().Text(1, name).Number(3, value).Number(20, 2);

    public static ProtoMessage Attribute(string name, string value) =>
        new ProtoMessage().Text(1, name).Text(4, value).Number(20, 3);

    public static ProtoMessage Attribute(string name, params long[] values)
    {
        var attribute = new ProtoMessage().Text(1, name);
        foreach (var value in values)
            attribute.Number(8, value);
        return attribute.Number(20, 7);
    }

    public void Save(string directory, string? externalFile = null)
    {
        Directory.CreateDirectory(directory);
        var model = new ProtoMessage().Number(1, IrVersion).Text(2, "Holdfast's tests").Message(7, _graph)
            .Message(8, new ProtoMessage().Text(1, "").Number(2, Opset));
        File.WriteAllBytes(Path.Combine(directory, "model.onnx"), model.ToArray());
        if (externalFile is not null)
            File.WriteAllBytes(Path.Combine(directory, externalFile), _external.WrittenSpan);
    }

    // A dimension is a number, or a name where any size fits.
    private OnnxGraph Port(int field, string name, OnnxType type, object[] dimensions)
    {
        var shape = new ProtoMessage();
        foreach (var dimension in dimensions)
        {
            shape.Message(1, dimension is int size
                ? new ProtoMessage().Number(1, size)
                : new ProtoMessage().Text(2, (string)dimension));
        }

        var tensor = new ProtoMessage().Number(1, (long)type).Message(2, shape);
        _graph.Message(field, new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, tensor)));
        return this;
    }

    private static ProtoMessage Tensor(string name, OnnxType type, long[] shape)
    {
        var tensor = new ProtoMessage();
        foreach (var size in shape)
            tensor.Number(1, size);
        return tensor.Number(2, (long)type).Text(8, name);
    }
}

/// <summary>Types of elements, with their numbers in <c>onnx.proto</c>.</summary>
internal enum OnnxType
{
    Float = 1,
    Int32 = 6,
    Int64 = 7,
    Float16 = 10,
}

/// <summary>Fields of a protobuf message, in the order of the calls.</summary>
internal sealed class ProtoMessage
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ProtoMessage Number(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    public ProtoMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public ProtoMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Message(int field, ProtoMessage value) => Bytes(field, value.ToArray());

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
