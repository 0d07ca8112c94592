using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Holdfast.Images.Pixels;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>Files that ask for much more than they are: made here, byte by byte.</summary>
internal static class HostileFiles
{
    // What TIFF calls a 32-bit and a 16-bit number.
    private const ushort Long = 4;
    private const ushort Short = 3;

    private static readonly byte[] _bomb = Deflated(64 * 1024 * 1024);

    /// <summary>All of them by name.</summary>
    public static IEnumerable<(string Name, byte[] Content)> All()
    {
        yield return ("PNG of gigapixels", PngOf(60_000, 60_000, []));
        yield return ("PNG with text bombs", PngOf(10, 10, Repeated("zTXt", 20, at => [.. Keyword(at), 0, .. _bomb])));
        yield return ("PNG with endless text", PngOf(10, 10, Repeated("tEXt", 20_000, at => [.. Keyword(at), 65, 66])));
        yield return ("PNG with a profile bomb", PngOf(10, 10, Chunk("iCCP", [.. Keyword(0), 0, .. _bomb])));
        yield return ("PNG that inflates to more than it says", PngOf(10, 10, [], _bomb));
        yield return ("GIF of gigapixels", Gif(60_000, 60_000, 1));
        yield return ("GIF with endless frames", Gif(10, 10, 100_000));
        yield return ("TIFF with thousands of bands", Tiff(1_000, 1_000, bands: 2_000));
        yield return ("TIFF with endless pages", TiffPages(5_000, isCircular: false));
        yield return ("TIFF that leads to itself", TiffPages(1, isCircular: true));
        yield return ("TIFF with huge tiles", TiffTile(65_536));
        yield return ("TIFF that is one strip, and not there", Tiff(10, 90_000, bands: 3));
        yield return ("JPEG with endless scans", JpegScans(5_000));
        yield return ("JPEG that is nothing but markers", [0xFF, 0xD8, .. Enumerable.Repeat((byte)0xFF, 500_000)]);
    }

    /// <summary>A PNG whose header promises something, with these chunks after it.</summary>
    public static byte[] PngOf(int width, int height, byte[] chunks, byte[]? pixels = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        var data = pixels ?? Deflated((int)Math.Min(1_000_000, height * ((width * 3L) + 1)));
        return
        [
            .. PngChunk.Signature, .. Chunk("IHDR", header), .. chunks, .. Chunk("IDAT", data), .. Chunk("IEND", []),
        ];
    }

    /// <summary>One strip of a TIFF that is promised, and some zeros.</summary>
    public static byte[] Tiff(uint width, uint height, ushort bands) =>
        TiffOf([Directory([.. Plain(width, height, bands)], next: 0)]);

    public static byte[] Chunk(string type, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        PngChunk.Write(chunk, Encoding.ASCII.GetBytes(type), data);
        return chunk;
    }

    private static byte[] Keyword(int number) => [.. Encoding.ASCII.GetBytes($"k{number}"), 0];

    private static byte[] Repeated(string type, int count, Func<int, byte[]> data)
    {
        using var all = new MemoryStream();
        for (var at = 0; at < count; at++)
            all.Write(Chunk(type, data(at)));
        return all.ToArray();
    }

    private static byte[] Deflated(int zeros)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.SmallestSize, leaveOpen: true))
            zlib.Write(new byte[zeros]);
        return memory.ToArray();
    }

    private static byte[] Gif(ushort width, ushort height, int frames)
    {
        byte[] size = [(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8)];
        byte[] frame = [0x21, 0xF9, 4, 0, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, .. size, 0, 2, 2, 0x84, 0x51, 0];
        using var file = new MemoryStream();
        file.Write([.. "GIF89a"u8, .. size, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
        for (var at = 0; at < frames; at++)
            file.Write(frame);
        file.WriteByte((byte)';');
        return file.ToArray();
    }

    private static (ushort Tag, ushort Type, uint Value)[] Plain(uint width, uint height, ushort bands) =>
    [
        (256, Long, width), (257, Long, height), (258, Short, 8), (259, Short, 8), (262, Short, 1), (273, Long, 8),
        (277, Short, bands), (278, Long, height), (279, Long, 1_000),
    ];

    private static byte[] TiffPages(int pages, bool isCircular)
    {
        var length = Directory(Plain(10, 10, 1), 0).Length;
        return TiffOf([.. Enumerable.Range(0, pages).Select(page =>
        {
            var isLast = page == pages - 1;
            return Directory(Plain(10, 10, 1), isLast ? isCircular ? 8 : 0 : 8 + ((page + 1) * length));
        })]);
    }

    private static byte[] TiffTile(uint size) => TiffOf([Directory(
        [
            (256, Long, 10), (257, Long, 10), (258, Short, 8), (259, Short, 8), (262, Short, 1), (277, Short, 1),
            (322, Long, size), (323, Long, size), (324, Long, 8), (325, Long, 1_000),
        ],
        next: 0)]);

    private static byte[] TiffOf(byte[][] directories) =>
        [.. "II"u8, 42, 0, 8, 0, 0, 0, .. directories.SelectMany(bytes => bytes), .. new byte[1_000]];

    private static byte[] Directory((ushort Tag, ushort Type, uint Value)[] entries, int next)
    {
        var bytes = new byte[2 + (entries.Length * 12) + 4];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)entries.Length);
        for (var at = 0; at < entries.Length; at++)
        {
            var entry = bytes.AsSpan(2 + (at * 12));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, entries[at].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], entries[at].Type);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], entries[at].Value);
        }

        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(^4..), next);
        return bytes;
    }

    // Every scan makes a decoder go over all pixels again.
    private static byte[] JpegScans(int scans)
    {
        using var plain = Pictures.Plain(900, 900, 10, 20, 30);
        var whole = plain.JpegsaveBuffer(interlace: true);
        var last = whole.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var header = whole.AsSpan(last, 2 + BinaryPrimitives.ReadUInt16BigEndian(whole.AsSpan(last + 2)));
        using var file = new MemoryStream();
        file.Write(whole.AsSpan(0, last));
        for (var at = 0; at < scans; at++)
        {
            file.Write(header);
            file.Write([0, 0]);
        }

        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }
}
