namespace Holdfast.Images;

/// <summary>An image as others take it: PNG, upright, 8-bit sRGB, whatever format the artifact has.</summary>
/// <param name="Content">The file.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record UprightPng(byte[] Content, int Width, int Height)
{
    /// <summary>Reads an image in any of the formats that steps read.</summary>
    /// <param name="content">The file.</param>
    /// <param name="artifact">Its name, for errors.</param>
    /// <param name="options">Limits.</param>
    /// <exception cref="TerminalException">It is no image, is damaged, or has too many pixels (400).</exception>
    public static UprightPng Of(byte[] content, ArtifactReference artifact, ImageOptions options)
    {
        using var image = Pixels.ImageReader.Read(content, artifact, options.MaxPixels);
        return new(Pixels.ImageWriter.WritePng(image), image.Width, image.Height);
    }
}
