using Holdfast.Images.Pixels;
using Holdfast.Workflows;
using NetVips;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>Images to test with, and measures of how alike two are.</summary>
internal static class Pictures
{
    public const long Budget = 100_000_000;

    public static ArtifactReference Source { get; } = new("generated-images/test-0.png");

    public static byte[] Golden(string name) => File.ReadAllBytes(SourceTree.PathOf("tests", "golden", "jimp", name));

    public static Image Open(byte[] content)
    {
        using var image = Image.NewFromBuffer(content);
        return image.CopyMemory();
    }

    public static Image Apply(byte[] content, Func<Image, Image> change) =>
        Open(ImageTransform.Apply(content, Source, change, Budget));

    /// <summary>One colour all over.</summary>
    public static Image Plain(int width, int height, params double[] colour)
    {
        using var black = Image.Black(width, height, bands: colour.Length);
        using var filled = black + colour;
        using var bytes = filled.Cast(Enums.BandFormat.Uchar);
        return bytes.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    public static byte[] Png(Image image) => image.PngsaveBuffer();

    public static double[] At(Image image, int x, int y) => image.Getpoint(x, y);

    /// <summary>
    /// Levels of 255 by which two images differ, over colours; where either is transparent they do not.
    /// </summary>
    public static (double Mean, double Max, double Psnr) Difference(Image one, Image other)
    {
        Assert.Equal((other.Width, other.Height), (one.Width, one.Height));
        using var difference = (OnBlack(one) - OnBlack(other)).Abs();
        using var squares = difference * difference;
        return (difference.Avg(), difference.Max(), 10 * Math.Log10(255 * 255 / squares.Avg()));
    }

    private static Image OnBlack(Image image) => image.HasAlpha() ? image.Flatten() : image;
}
