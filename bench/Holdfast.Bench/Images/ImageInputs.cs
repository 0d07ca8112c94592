using NetVips;

namespace Holdfast.Bench.Images;

/// <summary>The images that transforms are measured with, made at the first need.</summary>
internal static class ImageInputs
{
    public const string Screenshot = "screenshot.png";
    public const string Photo = "photo.jpg";

    private const int Width = 6000;
    private const int Height = 4000;

    /// <summary>Writes a screenshot of text, and a photo of 24 megapixels, into a directory.</summary>
    public static async Task WriteAsync(string directory)
    {
        await using var page = await TextPage.StartAsync();
        await using var browser = new Browser();
        await File.WriteAllBytesAsync(
            Path.Combine(directory, Screenshot), await browser.CaptureAsync(page.Address));
        WritePhoto(Path.Combine(directory, Photo));
    }

    // Soft colours, and the noise of a sensor.
    private static void WritePhoto(string path)
    {
        using var place = Image.Xyz(Width, Height);
        using var across = place[0];
        using var down = place[1];
        using var red = (across * 0.06).Sin() * 60 + (across * (200.0 / Width));
        using var green = (down * 0.09).Sin() * 70 + (down * (220.0 / Height));
        using var blue = ((across + down) * 0.05).Cos() * 80 + 120;
        using var colours = red.Bandjoin(green, blue);
        using var noise = Image.Gaussnoise(Width, Height, mean: 10, sigma: 5, seed: 1);
        using var photo = (colours + noise).Cast(Enums.BandFormat.Uchar);
        photo.Copy(interpretation: Enums.Interpretation.Srgb).Jpegsave(path, q: 88);
    }
}
