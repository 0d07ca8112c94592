using NetVips;

namespace Holdfast.Images.Pixels;

/// <summary>Transparency of 8-bit sRGB images.</summary>
internal static class Alpha
{
    public const int Opaque = 255;

    /// <summary>The image itself, without a fourth band that says nothing.</summary>
    public static Image WithoutOpaqueBand(Image image)
    {
        if (!image.HasAlpha())
            return image.Copy();
        using var alpha = image[image.Bands - 1];
        return alpha.Min() == Opaque ? image.ExtractBand(0, n: image.Bands - 1) : image.Copy();
    }

    /// <summary>Colours weighted by how opaque they are.</summary>
    public static Image Weighted(Image image)
    {
        using var weighted = image.Premultiply();
        using var whole = weighted.Rint();
        return whole.Cast(Enums.BandFormat.Uchar);
    }

    /// <summary>
    /// Does something to colours weighted by how opaque they are, so that invisible ones do not bleed.
    /// </summary>
    public static Image Weighted(Image image, Func<Image, Image> change)
    {
        using var weighted = Weighted(image);
        using var changed = change(weighted);
        using var straight = changed.Unpremultiply();
        using var rounded = straight.Rint();
        return rounded.Cast(Enums.BandFormat.Uchar);
    }
}
