
namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>
/// Bytes of pixels, and the numbers from -1 to 1 that models have instead, one channel after the other.
/// </summary>
internal static class PixelTensor
{
    private const int Channels = 3;

    public static FloatTensor Of(RgbPixels image)
    {
        var bytes = image.Values.Span;
        var count = image.Width * image.Height;
        var values = new float[bytes.Length];
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var pixel = 0; pixel < count; pixel++)
                values[(channel * count) + pixel] = (bytes[(pixel * Channels) + channel] / 127.5f) - 1;
        }

        return new(values, [1, Channels, image.Height, image.Width]);
    }

    /// <exception cref="TerminalException">The model computed what is no number.</exception>
    public static RgbPixels ToImage(FloatTensor tensor)
    {
        var (height, width) = ((int)tensor.Shape[2], (int)tensor.Shape[3]);
        var count = height * width;
        var bytes = new byte[count * Channels];
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var pixel = 0; pixel < count; pixel++)
                bytes[(pixel * Channels) + channel] = ToByte(tensor.Values[(channel * count) + pixel]);
        }

        return new(width, height, bytes);
    }

    private static byte ToByte(float value) => float.IsNaN(value)
        ? throw new TerminalException(
            "The model computed no image but numbers out of range, as models with 16 bits can. Use one whose VAE has "
            + "32 bits, or another size or sampler.")
        : (byte)Math.Round(Math.Clamp((value * 0.5f) + 0.5f, 0, 1) * 255);
}
