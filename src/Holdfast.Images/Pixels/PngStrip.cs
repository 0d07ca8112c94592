using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>Some rows of an image, filtered and deflated by themselves.</summary>
internal sealed class PngStrip : IDisposable
{
    // "The byte above": the one filter that costs nothing and does well on text, photos and blurred images alike.
    private const byte FilterUp = 2;

    // Measured (docs/performance-images.md): the least effort at which blurred photos get no larger than Jimp's.
    private static readonly ZLibCompressionOptions _effort = new() { CompressionLevel = 3 };

    private readonly byte[] _buffer;

    private PngStrip(byte[] buffer, int length, uint checksum, int rawLength)
    {
        (_buffer, Checksum, RawLength) = (buffer, checksum, rawLength);
        Deflated = buffer.AsMemory(ZlibHeader.Length, length - ZlibHeader.Length);
    }

    /// <summary>Begins the stream that strips are joined to.</summary>
    public static ReadOnlySpan<byte> ZlibHeader => [0x78, 0x01];

    /// <summary>Ends it: an empty last block.</summary>
    public static ReadOnlySpan<byte> ZlibEnd => [0x03, 0x00];

    /// <summary>Whole blocks that end with a byte, none of them the last one.</summary>
    public ReadOnlyMemory<byte> Deflated { get; }

    /// <summary>Of the bytes before they were deflated.</summary>
    public uint Checksum { get; }

    public int RawLength { get; }

    public static PngStrip Of(Image image, int top, int rows)
    {
        var rowBytes = image.Width * image.Bands;
        var rawLength = rows * (rowBytes + 1);
        var raw = ArrayPool<byte>.Shared.Rent(rawLength);
        try
        {
            Filter(Pixels(image, top, rows), rowBytes, top == 0, raw.AsSpan(0, rawLength));
            return Deflate(raw.AsSpan(0, rawLength));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    // With the row above, which the filter needs; the first row has none.
    private static byte[] Pixels(Image image, int top, int rows)
    {
        var above = top == 0 ? 0 : 1;
        using var part = image.Crop(0, top - above, image.Width, rows + above);
        return part.WriteToMemory<byte>();
    }

    private static void Filter(ReadOnlySpan<byte> pixels, int rowBytes, bool isFirst, Span<byte> raw)
    {
        if (isFirst)
        {
            raw[0] = FilterUp;
            pixels[..rowBytes].CopyTo(raw[1..]);
            raw = raw[(rowBytes + 1)..];
        }

        for (var row = pixels[rowBytes..]; row.Length > 0; row = row[rowBytes..])
        {
            raw[0] = FilterUp;
            Subtract(row[..rowBytes], pixels[..rowBytes], raw.Slice(1, rowBytes));
            pixels = pixels[rowBytes..];
            raw = raw[(rowBytes + 1)..];
        }
    }

    private static void Subtract(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> difference)
    {
        var at = 0;
        for (; at <= row.Length - Vector<byte>.Count; at += Vector<byte>.Count)
            (new Vector<byte>(row[at..]) - new Vector<byte>(above[at..])).CopyTo(difference[at..]);
        for (; at < row.Length; at++)
            difference[at] = (byte)(row[at] - above[at]);
    }

    private static PngStrip Deflate(ReadOnlySpan<byte> raw)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length + (raw.Length / 1024) + 64);
        using var memory = new MemoryStream(buffer);
        int length;
        using (var zlib = new ZLibStream(memory, _effort, leaveOpen: true))
        {
            zlib.Write(raw);
            // Ends the block at a whole byte, so that another strip can follow.
            zlib.Flush();
            length = (int)memory.Position;
        }

        // Closing it wrote the end of a stream that is not wanted, and the checksum, which is.
        var checksum = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan((int)memory.Position - sizeof(uint)));
        return new(buffer, length, checksum, raw.Length);
    }
}
