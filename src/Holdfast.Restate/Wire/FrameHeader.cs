using System.Buffers;
using System.Buffers.Binary;

namespace Holdfast.Restate.Wire;

/// <summary>Eight bytes before each message: type (16 bits), flags (16 bits), length of the body (32 bits).</summary>
internal readonly record struct FrameHeader(MessageType Type, uint BodyLength, bool RequestsAck = false)
{
    public const int Length = 8;
    private const ulong RequestsAckFlag = 0x8000_0000_0000;

    /// <summary>Reads the first eight bytes. Flags that are not known are ignored.</summary>
    public static FrameHeader Read(ReadOnlySequence<byte> from)
    {
        Span<byte> bytes = stackalloc byte[Length];
        from.Slice(0, Length).CopyTo(bytes);
        var header = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return new((MessageType)(header >> 48), (uint)header, (header & RequestsAckFlag) != 0);
    }

    public void Write(Span<byte> to) =>
        BinaryPrimitives.WriteUInt64BigEndian(
            to, ((ulong)Type << 48) | (RequestsAck ? RequestsAckFlag : 0) | BodyLength);
}
