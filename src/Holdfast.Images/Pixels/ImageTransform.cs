using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>
/// Reads an artifact, changes its pixels and writes the result. Bounded, so that many at once fit into memory.
/// </summary>
internal sealed class ImageTransform(IArtifactStore artifacts, ImageOptions options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxConcurrentImages);

    /// <summary>
    /// For the side effects of steps: what is wrong with an image is terminal, what is left is the machine's fault.
    /// </summary>
    public static RunOptions Retries { get; } = new() { MaxAttempts = 5 };

    /// <param name="input">The image to change; a transformer always has one.</param>
    /// <param name="output">Where the result belongs.</param>
    /// <param name="change">Gets upright 8-bit sRGB, with or without alpha, and returns a new image.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for a place and the reading; pixels are finished once begun.
    /// </param>
    /// <exception cref="TerminalException">
    /// The artifact is missing (404) or no image that can be worked on (400).
    /// </exception>
    public async Task RunAsync(
        ArtifactReference? input, ArtifactReference output, Func<Image, Image> change,
        CancellationToken cancellationToken)
    {
        var source = input
            ?? throw new TerminalException("There is no image: begin with a source step", ErrorCode.BadRequest);
        byte[] png;
        await _places.WaitAsync(cancellationToken);
        try
        {
            var content = await artifacts.ReadAsync(source, cancellationToken);
            png = Apply(content, source, change, options.MaxPixels);
        }
        finally
        {
            _places.Release();
        }

        await artifacts.WriteAsync(output, png, cancellationToken);
    }

    public void Dispose() => _places.Dispose();

    internal static byte[] Apply(
        byte[] content, ArtifactReference source, Func<Image, Image> change, long maxPixels)
    {
        using var image = ImageReader.Read(content, source, maxPixels);
        using var changed = change(image);
        if ((long)changed.Width * changed.Height > maxPixels)
        {
            throw new TerminalException(
                $"The result would be {changed.Width}×{changed.Height}, more than the {maxPixels:N0} pixels allowed",
                ErrorCode.BadRequest);
        }

        return ImageWriter.WritePng(changed);
    }
}
