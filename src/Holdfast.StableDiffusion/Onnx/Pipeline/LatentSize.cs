namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>How many latents an image has.</summary>
internal readonly record struct LatentSize(int Channels, int Height, int Width, int PixelsPerLatent)
{
    public int Count => Channels * Height * Width;

    public long[] Shape(int batch) => [batch, Channels, Height, Width];

    /// <exception cref="TerminalException">The model was exported for one other size (400).</exception>
    public void RequireFits(OnnxPort port)
    {
        if (port.Excludes(2, Height) || port.Excludes(3, Width))
            throw Misfit(port);
    }

    public TerminalException Misfit(OnnxPort port) => new(
        $"The request is for {Width * PixelsPerLatent}×{Height * PixelsPerLatent} pixels, but this model was exported "
        + $"for one size: its '{port.Name}' is {string.Join('×', port.Dimensions)}. Ask for that, or export the model "
        + "with dynamic sizes.",
        ErrorCode.BadRequest);
}
