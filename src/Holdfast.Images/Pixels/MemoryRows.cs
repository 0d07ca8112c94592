using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>Rows that are there already.</summary>
internal sealed class MemoryRows(int width, int height, int bands, ReadOnlyMemory<byte> pixels) : IPixelRows
{
    // As much as a core computes in a millisecond or so.
    private const int PartBytes = 1024 * 1024;

    public int Width => width;

    public int Height => height;

    public int Bands => bands;

    /// <summary>Computes all rows of an image, on all cores.</summary>
    /// <param name="image">What to compute.</param>
    /// <param name="cancellationToken">Ends the work between two parts.</param>
    public static MemoryRows Of(IPixelRows image, CancellationToken cancellationToken)
    {
        var rowBytes = image.Width * image.Bands;
        var pixels = GC.AllocateUninitializedArray<byte>(rowBytes * image.Height);
        var rows = Math.Max(1, PartBytes / rowBytes);
        Parallel.For(0, (image.Height + rows - 1) / rows, LibVips.Parallel(cancellationToken), part =>
        {
            var top = part * rows;
            var bytes = Math.Min(rows, image.Height - top) * rowBytes;
            image.Read(top, pixels.AsSpan(top * rowBytes, bytes));
        });
        return new(image.Width, image.Height, image.Bands, pixels);
    }

    public void Read(int top, Span<byte> rows) =>
        pixels.Span.Slice(top * width * bands, rows.Length).CopyTo(rows);

    /// <summary>The same as an image of libvips, which does not copy them.</summary>
    public Image ToImage()
    {
        using var raw = Image.NewFromMemory(pixels, width, height, bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    public void Dispose()
    {
    }
}
