using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace Holdfast.Images.Pixels;

/// <summary>Some rows of an image, filtered and deflated by themselves.</summary>
internal sealed class PngStrip : IDisposable
{
    private const byte FilterNone = 0;
    private const byte FilterUp = 2;

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

    public static PngStrip Of(IPixelRows image, int top, int rows)
    {
        var rowBytes = image.Width * image.Bands;
        // With the row above, which the filter needs; the first row has none.
        var above = top == 0 ? 0 : 1;
        var pixelLength = (rows + above) * rowBytes;
        var rawLength = rows * (rowBytes + 1);
        var pixels = ArrayPool<byte>.Shared.Rent(pixelLength);
        var raw = ArrayPool<byte>.Shared.Rent(rawLength);
        try
        {
            image.Read(top - above, pixels.AsSpan(0, pixelLength));
            var filtered = raw.AsSpan(0, rawLength);
            FilterWithAbove(pixels.AsSpan(0, pixelLength), rowBytes, top == 0, filtered);
            var effort = PngEffort.For(filtered, rowBytes + 1);
            if (!effort.FiltersUp)
                LeaveAsIs(pixels.AsSpan(above * rowBytes, rows * rowBytes), rowBytes, filtered);
            return Deflate(filtered, effort.Deflate);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private static void FilterWithAbove(ReadOnlySpan<byte> pixels, int rowBytes, bool isFirst, Span<byte> raw)
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

    private static void LeaveAsIs(ReadOnlySpan<byte> pixels, int rowBytes, Span<byte> raw)
    {
        for (; pixels.Length > 0; pixels = pixels[rowBytes..])
        {
            raw[0] = FilterNone;
            pixels[..rowBytes].CopyTo(raw[1..]);
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

    private static PngStrip Deflate(ReadOnlySpan<byte> raw, ZLibCompressionOptions effort)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length + (raw.Length / 1024) + 64);
        using var memory = new MemoryStream(buffer);
        int length;
        using (var zlib = new ZLibStream(memory, effort, leaveOpen: true))
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
