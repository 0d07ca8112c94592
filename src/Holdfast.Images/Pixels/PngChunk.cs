using System.Buffers.Binary;
using System.IO.Hashing;

namespace Holdfast.Images.Pixels;

/// <summary>The parts of a PNG file: length, type, data, checksum.</summary>
internal static class PngChunk
{
    private const int Frame = 12;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static ReadOnlySpan<byte> Header => "IHDR"u8;

    public static ReadOnlySpan<byte> Data => "IDAT"u8;

    public static ReadOnlySpan<byte> End => "IEND"u8;

    /// <summary>Writes one chunk; returns its length.</summary>
    public static int Write(Span<byte> to, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, data.Length);
        type.CopyTo(to[4..]);
        data.CopyTo(to[8..]);
        var checksum = Crc32.HashToUInt32(to.Slice(4, 4 + data.Length));
        BinaryPrimitives.WriteUInt32BigEndian(to[(8 + data.Length)..], checksum);
        return Frame + data.Length;
    }
}
