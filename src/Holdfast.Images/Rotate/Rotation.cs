using Holdfast.Images.Pixels;
using NetVips;

namespace Holdfast.Images.Rotate;

/// <summary>Turns images counter-clockwise about their centre.</summary>
internal sealed class Rotation(double angle, Background background)
{
    private readonly double _angle = angle % 360;

    public IPixelRows Apply(Image image) => _angle switch
    {
        0 => new VipsRows(image.Copy()),
        90 or -270 => new QuarterTurn(image, isClockwise: false),
        180 or -180 => new VipsRows(image.Rot180()),
        270 or -90 => new QuarterTurn(image, isClockwise: true),
        _ => TurnByAny(image),
    };

    private Turn TurnByAny(Image image)
    {
        using var plain = Alpha.WithoutOpaqueBand(image);
        return new(plain, _angle, background);
    }
}
