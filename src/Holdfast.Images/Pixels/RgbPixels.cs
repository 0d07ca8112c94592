using Holdfast.Images.Pixels;
using NetVips;

namespace Holdfast.Images;

/// <summary>Colours without transparency, as models that make images take and give them.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Values">Red, green and blue of each pixel, row by row: three bytes per pixel.</param>
public sealed record RgbPixels(int Width, int Height, ReadOnlyMemory<byte> Values)
{
    private const int Bands = 3;

    private static readonly double[] _white = [255, 255, 255];

    /// <summary>
    /// Decodes an image and stretches it to a size: upright, in sRGB, on white where it is transparent.
    /// </summary>
    /// <param name="content">A file in a format that the image steps read.</param>
    /// <param name="name">For messages.</param>
    /// <param name="width">Of the result.</param>
    /// <param name="height">Of the result.</param>
    /// <param name="limits">What the file may have.</param>
    /// <exception cref="TerminalException">It is no image, is damaged, or has too many pixels (400).</exception>
    public static RgbPixels Decode(
        ReadOnlyMemory<byte> content, string name, int width, int height, ImageOptions limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        using var image = ImageReader.Read(content.ToArray(), new(name), limits.MaxPixels);
        using var opaque = image.HasAlpha() ? image.Flatten(background: _white) : image.Copy();
        using var resized = opaque.Width == width && opaque.Height == height
            ? opaque.Copy()
            : opaque.ThumbnailImage(width, height: height, size: Enums.Size.Force);
        return new(width, height, resized.WriteToMemory<byte>());
    }

    /// <summary>The same pixels as a PNG file.</summary>
    public byte[] EncodePng()
    {
        LibVips.EnsureSettings();
        using var raw = Image.NewFromMemoryCopy(Values.ToArray(), Width, Height, Bands, Enums.BandFormat.Uchar);
        using var image = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        return ImageWriter.WritePng(image);
    }
}
