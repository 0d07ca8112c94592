using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>Writes images as files of their own.</summary>
internal static class ImageWriter
{
    /// <inheritdoc cref="PngWriter.Write"/>
    public static byte[] WritePng(Image image)
    {
        using var rows = new VipsRows(image.Copy());
        return PngWriter.Write(rows, CancellationToken.None).ToArray();
    }
}
