using Holdfast.Images.Pixels;
using NetVips;

namespace Holdfast.Images.Blur;

/// <summary>
/// Blurs as two passes of a box of 2r + 1 pixels do, which is what Jimp's <c>blur(r)</c> is; twice a box is a triangle,
/// so one pass with that gives the same, and fractions of pixels mean something.
/// </summary>
internal sealed class TriangleBlur(double radius)
{
    // Weights have seven bits there, and one is lost when the highest is scaled to fit.
    private const double HighestWeight = 63;

    public IPixelRows Apply(Image image)
    {
        using var plain = Alpha.WithoutOpaqueBand(image);
        return new VipsRows(plain.HasAlpha() ? Alpha.Weighted(plain, Soften) : Soften(plain));
    }

    private Image Soften(Image image)
    {
        using var mask = Mask();
        return image.Convsep(mask, precision: Enums.Precision.Integer);
    }

    /// <summary>
    /// The triangle in whole numbers that sum up to a power of two. libvips's vectorized arithmetic, which is five
    /// times as fast as the exact one, takes such a mask as it is; others it rounds, and the image gets brighter or
    /// darker.
    /// </summary>
    private Image Mask()
    {
        var half = (2 * radius) + 1;
        var reach = (int)Math.Ceiling(half) - 1;
        double[] slope = [.. Enumerable.Range(0, reach + 1).Select(at => half - at)];
        var total = (2 * slope.Sum()) - half;
        var scale = Math.Pow(2, Math.Floor(Math.Log2(HighestWeight * total / half)));

        double[] side = [.. slope.Skip(1).Select(weight => Math.Round(weight * scale / total))];
        double[] weights = [.. side.Reverse(), scale - (2 * side.Sum()), .. side];
        using var row = Image.NewFromArray(new[] { weights });
        return row.Mutate(mask => mask.Set("scale", scale));
    }
}
