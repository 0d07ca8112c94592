using Holdfast.Images.Pixels;
using NetVips;

namespace Holdfast.Images.Blur;

/// <summary>
/// Blurs as two passes of a box of 2r + 1 pixels do, which is what Jimp's <c>blur(r)</c> is; twice a box is a triangle, so one
/// pass with that gives the same, and fractions of pixels mean something.
/// </summary>
internal sealed class TriangleBlur(double radius)
{
    public Image Apply(Image image)
    {
        using var plain = Alpha.WithoutOpaqueBand(image);
        return plain.HasAlpha() ? Alpha.Weighted(plain, Soften) : Soften(plain);
    }

    private Image Soften(Image image)
    {
        using var mask = Mask();
        // Integer arithmetic is vectorized: five times as fast, and off by less than a level.
        return image.Convsep(mask, precision: Enums.Precision.Integer);
    }

    private Image Mask()
    {
        var half = (2 * radius) + 1;
        var reach = (int)Math.Ceiling(half) - 1;
        double[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(at => half - Math.Abs(at))];
        using var row = Image.NewFromArray(new[] { weights });
        return row.Mutate(mask => mask.Set("scale", weights.Sum()));
    }
}
