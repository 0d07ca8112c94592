using Holdfast.Images.Pixels;
using NetVips;

namespace Holdfast.Images.Rotate;

/// <summary>Turns images counter-clockwise about their centre.</summary>
internal sealed class Rotation(double angle, Background background)
{
    private readonly double _angle = angle % 360;

    public Image Apply(Image image) => _angle switch
    {
        0 => image.Copy(),
        // libvips turns clockwise.
        90 or -270 => image.Rot270(),
        180 or -180 => image.Rot180(),
        270 or -90 => image.Rot90(),
        _ => Turn(image),
    };

    private Image Turn(Image image)
    {
        using var plain = Alpha.WithoutOpaqueBand(image);
        if (plain.HasAlpha())
            return Alpha.Weighted(plain, weighted => Resample(weighted, background.Weighted()));
        if (background.IsOpaque)
            return Resample(plain, background.Colours());

        using var opaque = plain.Bandjoin(Alpha.Opaque);
        // Opaque colours are weighted already; only the new edges need to be straightened.
        using var turned = Resample(opaque, background.Weighted());
        using var straight = turned.Unpremultiply();
        using var rounded = straight.Rint();
        return rounded.Cast(Enums.BandFormat.Uchar);
    }

    private Image Resample(Image image, double[] corners)
    {
        var radians = double.DegreesToRadians(_angle);
        var (sine, cosine) = Math.SinCos(radians);
        var width = Canvas(image.Width * cosine, image.Height * sine);
        var height = Canvas(image.Width * sine, image.Height * cosine);
        using var bilinear = Interpolate.NewFromName("bilinear");
        // Pixels are points to libvips; centres of images lie half a pixel before half their size.
        return image.Affine(
            [cosine, sine, -sine, cosine],
            interpolate: bilinear,
            oarea: [-width / 2, -height / 2, width, height],
            idx: -(image.Width - 1) / 2.0,
            idy: -(image.Height - 1) / 2.0,
            odx: -0.5,
            ody: -0.5,
            background: corners,
            premultiplied: true,
            extend: Enums.Extend.Background);
    }

    // Holds the rotated image, one pixel more for its soft edge, and is even, so that the centre stays the centre.
    private static int Canvas(double one, double other)
    {
        var size = (int)Math.Ceiling(Math.Abs(one) + Math.Abs(other)) + 1;
        return size + (size % 2);
    }
}
