using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>Makes upright 8-bit sRGB pixels of whatever an artifact contains, or says why it does not.</summary>
internal static class ImageReader
{
    private const string Readable = "PNG, JPEG, WebP, GIF, TIFF and AVIF are read";

    // libvips reads more, such as SVG and PDF, which can refer to files and hide bombs.
    private static readonly string[] _loaders =
    [
        "VipsForeignLoadPng", "VipsForeignLoadJpeg", "VipsForeignLoadWebp", "VipsForeignLoadNsgif",
        "VipsForeignLoadTiff", "VipsForeignLoadHeif",
    ];

    /// <summary>Decodes an image: first frame, orientation applied, three or four bands.</summary>
    /// <exception cref="TerminalException">It is no image, is damaged, or has too many pixels (400).</exception>
    public static Image Read(byte[] content, ArtifactReference artifact, long maxPixels)
    {
        LibVips.EnsureSettings();
        RequireKnownFormat(content, artifact);
        try
        {
            using var header = Image.NewFromBuffer(
                content, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated);
            RequireBudget(header, artifact, maxPixels);
            using var decoded = header.CopyMemory();
            using var upright = decoded.Autorot();
            return ToSrgb(upright);
        }
        catch (VipsException error)
        {
            throw new TerminalException(
                $"The image '{artifact}' is damaged or incomplete: {FirstLine(error)}. Make or upload it again.",
                ErrorCode.BadRequest);
        }
    }

    private static void RequireKnownFormat(byte[] bytes, ArtifactReference artifact)
    {
        var loader = bytes.Length == 0 ? null : Image.FindLoadBuffer(bytes);
        if (loader is not null && _loaders.Any(known => loader.StartsWith(known, StringComparison.Ordinal)))
            return;

        var head = Convert.ToHexString(bytes.AsSpan(0, Math.Min(8, bytes.Length)));
        var found = bytes.Length == 0 ? "it is empty" : $"it begins with {head}";
        throw new TerminalException(
            $"The artifact '{artifact}' is not an image that can be read: {found}; {Readable}.", ErrorCode.BadRequest);
    }

    // The header is all that has been read here: an image bomb costs nothing.
    private static void RequireBudget(Image header, ArtifactReference artifact, long maxPixels)
    {
        if ((long)header.Width * header.Height > maxPixels)
        {
            throw new TerminalException(
                $"The image '{artifact}' is {header.Width}×{header.Height}, more than the {maxPixels:N0} pixels allowed. "
                + $"Make it smaller, or raise {nameof(ImageOptions)}.{nameof(ImageOptions.MaxPixels)}.",
                ErrorCode.BadRequest);
        }
    }

    private static Image ToSrgb(Image image)
    {
        var isCmyk = image.Interpretation == Enums.Interpretation.Cmyk;
        using var managed = isCmyk || image.Contains("icc-profile-data") ? ByProfile(image, isCmyk) : image.Copy();
        using var colours = managed.Colourspace(Enums.Interpretation.Srgb);
        return colours.CopyMemory();
    }

    // A profile that does not fit its image is common, and no reason to fail: then its numbers are taken as they are.
    private static Image ByProfile(Image image, bool isCmyk)
    {
        try
        {
            using var transformed = image.IccTransform(
                "srgb", embedded: true, inputProfile: isCmyk ? "cmyk" : "srgb", intent: Enums.Intent.Perceptual);
            return transformed.CopyMemory();
        }
        catch (VipsException) when (!isCmyk)
        {
            return image.Copy();
        }
    }

    private static string FirstLine(VipsException error) =>
        error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault(line => line.Contains(':', StringComparison.Ordinal)
                && !line.StartsWith("unable to", StringComparison.Ordinal))
        ?? "no details";
}
