using Holdfast.Images;
using Holdfast.Images.Pixels;
using Holdfast.Workflows;
using NetVips;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>Images to test with, and measures of how alike two are.</summary>
internal static class Pictures
{
    public const long Budget = 100_000_000;

    private static readonly DirectoryArtifactStore _store =
        DirectoryArtifactStore.Open(Directory.CreateTempSubdirectory("holdfast-test-").FullName);

    public static ArtifactReference Source { get; } = new("generated-images/test-0.png");

    public static byte[] Golden(string name) => File.ReadAllBytes(SourceTree.PathOf("tests", "golden", "jimp", name));

    public static Image Open(byte[] content)
    {
        using var image = Image.NewFromBuffer(content);
        return image.CopyMemory();
    }

    public static Image Apply(byte[] content, Func<Image, IPixelRows> change) => Open(Transform(content, change));

    /// <summary>The file that a step makes of another one.</summary>
    public static byte[] Transform(byte[] content, Func<Image, IPixelRows> change, ImageOptions? options = null)
    {
        options ??= new() { MaxPixels = Budget, MaxRecentBytes = 0 };
        using var recent = new RecentPixels(options, TimeProvider.System);
        using var images = new ImageTransform(_store, options, recent, TimeProvider.System);
        return images.Apply(content, Source, change, TestContext.Current.CancellationToken).ToArray();
    }

    /// <summary>An image as an artifact, under a name of its own.</summary>
    public static async Task<ArtifactReference> SaveAsync(byte[] content)
    {
        var artifact = new ArtifactReference($"uploads/{Guid.NewGuid():N}.png");
        await _store.WriteAsync(artifact, content, TestContext.Current.CancellationToken);
        return artifact;
    }

    /// <summary>What steps share.</summary>
    public static ImageTransform Transform(ImageOptions options, RecentPixels recent, TimeProvider time) =>
        new(_store, options, recent, time);

    /// <summary>A whole transform of a step, with the store.</summary>
    public static async Task RunAsync(
        byte[] content, Func<Image, IPixelRows> change, ImageOptions options, TimeProvider time)
    {
        var input = await SaveAsync(content);
        using var recent = new RecentPixels(options, time);
        using var images = Transform(options, recent, time);
        await images.RunAsync(input, Source, change, TestContext.Current.CancellationToken);
    }

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
