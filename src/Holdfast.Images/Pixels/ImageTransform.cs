using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>
/// Reads an artifact, changes its pixels and writes the result. Bounded, so that many at once fit into memory.
/// </summary>
internal sealed class ImageTransform(
    IArtifactStore artifacts, ImageOptions options, RecentPixels recent, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxConcurrentImages);

    /// <summary>
    /// For the side effects of steps: what is wrong with an image is terminal, what is left is the machine's fault.
    /// </summary>
    public static RunOptions Retries { get; } = new() { MaxAttempts = 5 };

    /// <param name="input">The image to change; a transformer always has one.</param>
    /// <param name="output">Where the result belongs.</param>
    /// <param name="change">Gets upright 8-bit sRGB, with or without alpha, and returns a new image.</param>
    /// <param name="cancellationToken">Ends it soon, between two parts of the image.</param>
    /// <exception cref="TerminalException">
    /// The artifact is missing (404), or no image that can be worked on within the limits (400).
    /// </exception>
    public async Task RunAsync(
        ArtifactReference? input, ArtifactReference output, Func<Image, IPixelRows> change,
        CancellationToken cancellationToken)
    {
        var source = input
            ?? throw new TerminalException("There is no image: begin with a source step", ErrorCode.BadRequest);
        ReadOnlyMemory<byte> png;
        await _places.WaitAsync(cancellationToken);
        try
        {
            var content = await artifacts.ReadAsync(source, cancellationToken);
            png = ApplyInTime(content, source, change, cancellationToken);
        }
        finally
        {
            _places.Release();
        }

        await artifacts.WriteAsync(output, png, cancellationToken);
    }

    public void Dispose() => _places.Dispose();

    /// <summary>Everything but the store.</summary>
    internal ReadOnlyMemory<byte> Apply(
        byte[] content, ArtifactReference source, Func<Image, IPixelRows> change, CancellationToken cancellationToken)
    {
        using var image = recent.Find(content)
            ?? ImageReader.Read(content, source, options.MaxPixels, cancellationToken);
        using var changed = change(image);
        if ((long)changed.Width * changed.Height > options.MaxPixels)
        {
            throw new TerminalException(
                $"The result would be {changed.Width}×{changed.Height}, more than the {options.MaxPixels:N0} pixels "
                + "allowed",
                ErrorCode.BadRequest);
        }

        if (!recent.Fits(changed))
            return PngWriter.Write(changed, cancellationToken);
        using var pixels = MemoryRows.Of(changed, cancellationToken);
        var png = PngWriter.Write(pixels, cancellationToken);
        using var kept = pixels.ToImage();
        recent.Keep(png.Span, kept);
        return png;
    }

    private ReadOnlyMemory<byte> ApplyInTime(
        byte[] content, ArtifactReference source, Func<Image, IPixelRows> change, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return Apply(content, source, change, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TerminalException(
                $"The image '{source}' was not done within {options.TimeLimit.TotalSeconds:0.#} s. Make it smaller, or "
                + $"raise {nameof(ImageOptions)}.{nameof(ImageOptions.TimeLimit)}.",
                ErrorCode.BadRequest);
        }
    }
}
