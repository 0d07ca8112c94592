using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Holdfast.Embedded.Storage;

namespace Holdfast.Embedded.Journal;

/// <summary>
/// Appends primitive values: unsigned numbers as LEB128, texts and bytes with their length before them.
/// </summary>
internal sealed class EntryWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void Clear() => _buffer.ResetWrittenCount();

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Number(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _buffer.Advance(length);
    }

    public void Time(DateTimeOffset value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(8), value.ToMilliseconds().ToUnixTimeMilliseconds());
        _buffer.Advance(8);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number((ulong)value.Length);
        _buffer.Write(value);
    }

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Number((ulong)length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    /// <summary>A text that may be missing: a presence byte, then the text.</summary>
    public void OptionalText(string? value)
    {
        Byte(value is null ? (byte)0 : (byte)1);
        if (value is not null)
            Text(value);
    }

    public void Pairs(IReadOnlyDictionary<string, string>? pairs)
    {
        Number((ulong)(pairs?.Count ?? 0));
        if (pairs is null)
            return;
        foreach (var (name, value) in pairs)
        {
            Text(name);
            Text(value);
        }
    }
}
