using System.IO.Compression;

namespace Holdfast.Images.Pixels;

/// <summary>
/// How a strip is filtered and deflated, by what it shows. Measured (docs/performance-images.md): each is the fastest
/// way to files of the size of Jimp's, or less, for such strips.
/// </summary>
/// <param name="FiltersUp">
/// Whether differences from the byte above are deflated, which cost nothing and do well on most images, or the bytes.
/// </param>
/// <param name="Deflate">How hard zlib tries.</param>
internal sealed record PngEffort(bool FiltersUp, ZLibCompressionOptions Deflate)
{
    // Differences below this, up or down, are small.
    private const int Small = 4;

    // Every so many rows are looked at.
    private const int Sample = 16;

    // Text and drawings: the same bytes again and again, which differences would hide.
    private static readonly PngEffort _flat = new(false, new() { CompressionLevel = 2 });

    // Blurred photos: nothing comes again but zeros.
    private static readonly PngEffort _soft = new(
        true, new() { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding });

    private static readonly PngEffort _detailed = new(true, new() { CompressionLevel = 2 });

    /// <summary>For a strip of these differences.</summary>
    /// <param name="differences">From the byte above, row by row.</param>
    /// <param name="rowLength">Bytes of a row.</param>
    public static PngEffort For(ReadOnlySpan<byte> differences, int rowLength)
    {
        var (all, none, small) = (0, 0, 0);
        for (var row = 0; row < differences.Length; row += Sample * rowLength)
        {
            foreach (var difference in differences.Slice(row, rowLength))
            {
                none += difference == 0 ? 1 : 0;
                small += (byte)(difference + Small - 1) < (2 * Small) - 1 ? 1 : 0;
            }

            all += rowLength;
        }

        if (small > all * 0.97)
            return _soft;
        // Most bytes are those above, and what is not is an edge.
        return none > all / 2 && small - none < all - small ? _flat : _detailed;
    }
}
