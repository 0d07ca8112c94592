using System.Security.Cryptography;
using System.Text;
using NetVips;

namespace Holdfast.Testing.StableDiffusionServers;

/// <summary>
/// An image that depends on everything that a model's image depends on, and on nothing else: the same picture has the
/// same bytes. It is no more than stripes, which differ in colour and slope.
/// </summary>
internal sealed record Picture
{
    public required string Prompt { get; init; }

    public required string NegativePrompt { get; init; }

    public required long Seed { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required double Guidance { get; init; }

    public required string Sampler { get; init; }

    /// <summary>How many of the steps were taken: fewer make another image.</summary>
    public int Steps { get; init; }

    /// <summary>The image to start from, decoded; null: none.</summary>
    public byte[]? Initial { get; init; }

    /// <summary>How much of <see cref="Initial"/> is changed.</summary>
    public double Strength { get; init; }

    /// <summary>Whether bytes are an image file.</summary>
    public static bool IsImage(byte[] file) => file.Length > 0 && Image.FindLoadBuffer(file) is not null;

    /// <summary>The image's file.</summary>
    /// <param name="format"><c>png</c>, <c>jpg</c> or <c>webp</c>.</param>
    public byte[] Paint(string format = "png")
    {
        using var stripes = Stripes();
        using var blended = Initial is null ? stripes.Copy() : Blend(Initial, stripes);
        using var pixels = blended.Cast(Enums.BandFormat.Uchar);
        using var image = pixels.Copy(interpretation: Enums.Interpretation.Srgb);
        return image.WriteToBuffer("." + format);
    }

    private Image Stripes()
    {
        var text = FormattableString.Invariant(
            $"{Prompt}\n{NegativePrompt}\n{Seed}\n{Steps}\n{Guidance}\n{Sampler}\n{Width}×{Height}");
        var chance = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        using var places = Image.Xyz(Width, Height);
        using var x = places[0];
        using var y = places[1];
        var bands = Enumerable.Range(0, 3).Select(band =>
        {
            using var across = x * (chance[band] % 16);
            using var down = y * (chance[band + 3] % 16);
            using var sum = across + down;
            using var shifted = sum + chance[band + 6];
            return shifted % 256;
        }).ToArray();
        var joined = bands[0].Bandjoin(bands[1..]);
        foreach (var band in bands)
            band.Dispose();
        return joined;
    }

    private Image Blend(byte[] initial, Image stripes)
    {
        using var before = Image.ThumbnailBuffer(initial, Width, height: Height, size: Enums.Size.Force);
        using var colours = before.Colourspace(Enums.Interpretation.Srgb);
        using var opaque = colours.HasAlpha() ? colours.Flatten() : colours.Copy();
        using var kept = opaque * (1 - Strength);
        using var changed = stripes * Strength;
        return kept + changed;
    }
}
