using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Holdfast.Images.Pixels;

/// <summary>
/// Writes PNG without metadata: where and by whom a photo was taken is nobody's business. Nearly all of the time of a
/// transform is spent here, and libvips spends it on one core; so strips of rows are computed, filtered and deflated
/// side by side, and joined in their order.
/// </summary>
internal sealed class PngWriter
{
    // Set by the image alone, never by the machine: the same pixels give the same bytes everywhere.
    private const int StripBytes = 1024 * 1024;

    private readonly IPixelRows _image;
    private readonly int _rowBytes;
    private readonly int _stripRows;
    private readonly int _strips;
    private readonly byte[] _file;
    private readonly Lock _joining = new();
    private readonly Dictionary<int, PngStrip> _early = [];
    private int _length;
    private int _joined;
    private uint _checksum = Adler32.Empty;

    private PngWriter(IPixelRows image)
    {
        _image = image;
        _rowBytes = image.Width * image.Bands;
        _stripRows = Math.Max(1, StripBytes / _rowBytes);
        _strips = (image.Height + _stripRows - 1) / _stripRows;
        // Untouched memory costs nothing, and growing would copy: room for the worst case.
        var most = Most(image.Height, _strips, _rowBytes);
        _file = most <= Array.MaxLength
            ? GC.AllocateUninitializedArray<byte>((int)most)
            : throw new TerminalException(
                $"The result would be {image.Width}×{image.Height}, too much for one file", ErrorCode.BadRequest);
    }

    /// <param name="image">Its pixels are computed here.</param>
    /// <param name="cancellationToken">Ends the work between two strips.</param>
    public static ReadOnlyMemory<byte> Write(IPixelRows image, CancellationToken cancellationToken) =>
        new PngWriter(image).Run(cancellationToken);

    private ReadOnlyMemory<byte> Run(CancellationToken cancellationToken)
    {
        PngChunk.Signature.CopyTo(_file);
        _length = PngChunk.Signature.Length;
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, _image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], _image.Height);
        (header[8], header[9]) = (8, (byte)(_image.Bands == 4 ? 6 : 2));
        header[10..].Clear();
        Append(PngChunk.Header, header);
        Append(PngChunk.Data, PngStrip.ZlibHeader);

        // One after the other, so that few finish early.
        var strips = Partitioner.Create(Enumerable.Range(0, _strips), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(strips, LibVips.Parallel(cancellationToken), Make);

        Span<byte> end = [.. PngStrip.ZlibEnd, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(end[PngStrip.ZlibEnd.Length..], _checksum);
        Append(PngChunk.Data, end);
        Append(PngChunk.End, []);
        return _file.AsMemory(0, _length);
    }

    private void Make(int index)
    {
        var top = index * _stripRows;
        var rows = Math.Min(_stripRows, _image.Height - top);
        var strip = PngStrip.Of(_image, top, rows);
        lock (_joining)
        {
            _early.Add(index, strip);
            while (_early.Remove(_joined, out var next))
            {
                Append(PngChunk.Data, next.Deflated.Span);
                _checksum = Adler32.Combine(_checksum, next.Checksum, next.RawLength);
                next.Dispose();
                _joined++;
            }
        }
    }

    private void Append(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) =>
        _length += PngChunk.Write(_file.AsSpan(_length), type, data);

    // What deflate cannot make smaller it stores in blocks, for 5 bytes each; 64 bytes are for the strip's chunk.
    private static long Most(int rows, int strips, int rowBytes)
    {
        var raw = (long)rows * (rowBytes + 1);
        return raw + (raw / 1024) + (strips * 64L) + 1024;
    }
}
