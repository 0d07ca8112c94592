using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>Rows that libvips computes.</summary>
internal sealed class VipsRows : IPixelRows
{
    private readonly Image _image;

    /// <param name="image">8-bit sRGB with or without alpha; it is disposed of with these rows.</param>
    public VipsRows(Image image)
    {
        using (image)
        {
            if (image is not { Format: Enums.BandFormat.Uchar, Bands: 3 or 4 })
                throw new InvalidOperationException($"{image.Bands} bands of {image.Format} are not 8-bit colours");
            _image = LibVips.OnOneThread(image);
        }
    }

    public int Width => _image.Width;

    public int Height => _image.Height;

    public int Bands => _image.Bands;

    public void Read(int top, Span<byte> rows)
    {
        using var part = _image.Crop(0, top, Width, rows.Length / (Width * Bands));
        using var pixels = PixelMemory.Of(part);
        pixels.Bytes.CopyTo(rows);
    }

    public void Dispose() => _image.Dispose();
}
