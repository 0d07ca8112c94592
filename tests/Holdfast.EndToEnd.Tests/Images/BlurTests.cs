using Holdfast.Images.Blur;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class BlurTests
{
    [Fact]
    public void Radius_five_is_what_Jimp_makes_of_it_within_a_few_levels()
    {
        using var blurred = Pictures.Apply(Pictures.Golden("input.png"), new TriangleBlur(5).Apply);
        using var golden = Pictures.Open(Pictures.Golden("blur-5.png"));

        // Jimp rounds down, twice: it is about two levels darker.
        var (mean, max, psnr) = Pictures.Difference(blurred, golden);
        Assert.InRange(mean, 0, 2.5);
        Assert.InRange(max, 0, 4);
        Assert.InRange(psnr, 42, double.PositiveInfinity);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(40)]
    [InlineData(250)]
    public void A_plain_colour_stays_what_it_is_at_any_radius(double radius)
    {
        using var plain = Pictures.Plain(60, 30, 200, 100, 7);
        using var blurred = Pictures.Apply(Pictures.Png(plain), new TriangleBlur(radius).Apply);

        Assert.Equal((60, 30, 3), (blurred.Width, blurred.Height, blurred.Bands));
        Assert.InRange(Pictures.Difference(blurred, plain).Max, 0, 1);
    }

    [Fact]
    public void A_larger_radius_is_softer()
    {
        var input = Pictures.Golden("input.png");
        double[] contrasts = [.. new[] { 0.4, 1, 2.5, 5, 20 }.Select(radius =>
        {
            using var blurred = Pictures.Apply(input, new TriangleBlur(radius).Apply);
            return blurred.Deviate();
        })];

        Assert.Equal(contrasts.OrderDescending(), contrasts);
        Assert.Distinct(contrasts);
    }

    [Fact]
    public void Invisible_colours_do_not_bleed_into_visible_ones()
    {
        using var green = Pictures.Plain(40, 20, 0, 255, 0, 0);
        using var red = Pictures.Plain(40, 20, 255, 0, 0, 255);
        using var joined = green.Join(red, NetVips.Enums.Direction.Horizontal);

        using var blurred = Pictures.Apply(Pictures.Png(joined), new TriangleBlur(5).Apply);

        var edge = Pictures.At(blurred, 40, 10);
        Assert.InRange(edge[3], 100, 160);
        Assert.InRange(edge[0], 250, 255);
        Assert.InRange(edge[1], 0, 3);
    }

    [Fact]
    public void Files_are_no_larger_than_those_of_Jimp()
    {
        var ours = Pictures.Transform(Pictures.Golden("input.png"), new TriangleBlur(5).Apply);

        Assert.InRange(ours.Length, 1, Pictures.Golden("blur-5.png").Length);
    }
}
