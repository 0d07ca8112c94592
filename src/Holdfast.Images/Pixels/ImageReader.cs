using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>Makes upright 8-bit sRGB pixels of whatever an artifact contains, or says why it does not.</summary>
internal static class ImageReader
{
    private const string Readable = "PNG, JPEG, WebP, GIF, TIFF and AVIF are read";

    // Any format that is in use: four colours of print and transparency. More bands are memory for nothing.
    private const int MostBands = 5;

    // libvips reads more, such as SVG and PDF, which can refer to files and hide bombs.
    private static readonly string[] _loaders =
    [
        "VipsForeignLoadPng", "VipsForeignLoadJpeg", "VipsForeignLoadWebp", "VipsForeignLoadNsgif",
        "VipsForeignLoadTiff", "VipsForeignLoadHeif",
    ];

    /// <summary>Decodes an image: first frame, orientation applied, three or four bands.</summary>
    /// <exception cref="TerminalException">It is no image, is damaged, or has too many pixels (400).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before all pixels were there.</exception>
    public static Image Read(
        byte[] content, ArtifactReference artifact, long maxPixels, CancellationToken cancellationToken = default)
    {
        LibVips.EnsureSettings();
        RequireKnownFormat(content, artifact);
        try
        {
            return Decode(content, artifact, maxPixels, cancellationToken);
        }
        catch (VipsException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
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

    private static Image Decode(
        byte[] content, ArtifactReference artifact, long maxPixels, CancellationToken cancellationToken)
    {
        using var source = Open(content);
        RequireBudget(source, artifact, maxPixels);
        var isCmyk = source.Interpretation == Enums.Interpretation.Cmyk;
        if (!isCmyk && !source.Contains("icc-profile-data"))
            return Upright(source, cancellationToken);
        try
        {
            using var managed = source.IccTransform(
                "srgb", embedded: true, inputProfile: isCmyk ? "cmyk" : "srgb", intent: Enums.Intent.Perceptual);
            return Upright(managed, cancellationToken);
        }
        catch (VipsException) when (!isCmyk && !cancellationToken.IsCancellationRequested)
        {
            // A profile that does not fit its image is common, and no reason to fail: then its numbers are taken as
            // they are. What was read once, from front to end, cannot be read again.
            using var again = Open(content);
            return Upright(again, cancellationToken);
        }
    }

    private static Image Open(byte[] content) =>
        Image.NewFromBuffer(content, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated);

    // The header is all that has been read here: an image bomb costs nothing.
    private static void RequireBudget(Image header, ArtifactReference artifact, long maxPixels)
    {
        if ((long)header.Width * header.Height > maxPixels)
        {
            throw new TerminalException(
                $"The image '{artifact}' is {header.Width}×{header.Height}; {maxPixels:N0} pixels are allowed. "
                + $"Make it smaller, or raise {nameof(ImageOptions)}.{nameof(ImageOptions.MaxPixels)}.",
                ErrorCode.BadRequest);
        }

        if (header.Bands > MostBands)
        {
            throw new TerminalException(
                $"The image '{artifact}' has {header.Bands} bands; up to {MostBands} are read. Convert it to RGB.",
                ErrorCode.BadRequest);
        }
    }

    // Pixels are decoded and converted in one go, so that they are in memory once, and only as bytes.
    private static Image Upright(Image source, CancellationToken cancellationToken)
    {
        using var colours = source.Colourspace(Enums.Interpretation.Srgb);
        using var cancellable = colours.Copy();
        cancellable.SetProgress(NoProgress.Instance, cancellationToken);
        using var pixels = cancellable.CopyMemory();
        return pixels.Autorot();
    }

    private static string FirstLine(VipsException error) =>
        error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault(line => line.Contains(':', StringComparison.Ordinal)
                && !line.StartsWith("unable to", StringComparison.Ordinal))
        ?? "no details";

    /// <summary>libvips looks whether work is cancelled where it reports how far it is.</summary>
    private sealed class NoProgress : IProgress<int>
    {
        public static NoProgress Instance { get; } = new();

        public void Report(int value)
        {
            // Nobody watches.
        }
    }
}
