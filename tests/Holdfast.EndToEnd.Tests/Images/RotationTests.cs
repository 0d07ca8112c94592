using Holdfast.Images.Pixels;
using Holdfast.Images.Rotate;
using NetVips;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class RotationTests
{
    [Fact]
    public void Ninety_degrees_are_what_Jimp_makes_of_them_to_the_pixel()
    {
        using var rotated = Rotate(90);
        using var golden = Pictures.Open(Pictures.Golden("rotate-90.png"));

        Assert.Equal(0, Pictures.Difference(rotated, golden).Max);
    }

    [Fact]
    public void Other_angles_have_the_direction_and_canvas_of_Jimp_and_look_alike()
    {
        using var rotated = Rotate(33);
        using var golden = Pictures.Open(Pictures.Golden("rotate-33.png"));
        using var wrongWay = Rotate(-33);

        // Jimp picks the nearest pixel, half a pixel off the centre; edges differ, the picture does not.
        var (mean, _, psnr) = Pictures.Difference(rotated, golden);
        Assert.InRange(mean, 0, 7.5);
        Assert.InRange(psnr, 18, double.PositiveInfinity);
        Assert.InRange(Pictures.Difference(wrongWay, golden).Psnr, 0, 12);
    }

    [Theory]
    [InlineData(0, 96, 64)]
    [InlineData(360, 96, 64)]
    [InlineData(-90, 64, 96)]
    [InlineData(180, 96, 64)]
    [InlineData(450, 64, 96)]
    public void Quarter_turns_lose_and_add_nothing(double angle, int width, int height)
    {
        using var rotated = Rotate(angle);
        using var back = Pictures.Apply(Pictures.Png(rotated), new Rotation(-angle, Background.Transparent).Apply);
        using var input = Pictures.Open(Pictures.Golden("input.png"));

        Assert.Equal((width, height), (rotated.Width, rotated.Height));
        Assert.Equal(0, Pictures.Difference(back, input).Max);
    }

    [Theory]
    [InlineData(45)]
    [InlineData(0.1)]
    [InlineData(-123.4)]
    [InlineData(721)]
    public void The_canvas_holds_the_whole_image(double angle)
    {
        using var white = Pictures.Plain(90, 50, 255, 255, 255);
        using var rotated = Pictures.Apply(Pictures.Png(white), new Rotation(angle, Background.Transparent).Apply);
        using var alpha = rotated[3];

        // What is visible is as much as there was.
        Assert.InRange(alpha.Avg() / 255 * alpha.Width * alpha.Height, 90 * 50 * 0.995, 90 * 50 * 1.005);
    }

    [Fact]
    public void Corners_are_transparent_and_edges_keep_their_colour()
    {
        using var orange = Pictures.Plain(40, 40, 240, 120, 30);
        using var rotated = Pictures.Apply(Pictures.Png(orange), new Rotation(30, Background.Transparent).Apply);

        Assert.Equal(0, Pictures.At(rotated, 0, 0)[3]);
        Assert.Equal([240, 120, 30, 255], Pictures.At(rotated, rotated.Width / 2, rotated.Height / 2));
        using var halfVisible = rotated[3] > 100;
        using var red = rotated[0];
        // Where the edge is half visible its colour is the image's, not one mixed with black.
        using var visible = halfVisible.Ifthenelse(red, 240);
        Assert.InRange(visible.Min(), 235, 240);
    }

    [Theory]
    [InlineData(33, "transparent", 4)]
    [InlineData(-70.5, "#336699", 4)]
    [InlineData(120, "#336699", 3)]
    [InlineData(200, "#33669980", 3)]
    [InlineData(0.01, "transparent", 3)]
    public void Any_angle_gives_the_pixels_that_libvips_gives(double angle, string background, int bands)
    {
        using var input = Photo(211, 160, bands);
        using var rotated = Pictures.Apply(
            Pictures.Png(input), new Rotation(angle, Background.Parse(background)).Apply);
        using var expected = ByLibVips(input, angle, Background.Parse(background), rotated.Width, rotated.Height);

        // Weights have eight bits there and here; they are rounded at other places.
        Assert.Equal(expected.Bands, rotated.Bands);
        var (mean, max, _) = Pictures.Difference(rotated, expected);
        Assert.InRange(mean, 0, 0.5);
        Assert.InRange(max, 0, 6);
    }

    [Theory]
    [InlineData("#102030", new double[] { 16, 32, 48 })]
    [InlineData("#10203080", new double[] { 16, 32, 48, 128 })]
    public void Corners_get_the_colour_that_was_asked_for(string background, double[] expected)
    {
        using var orange = Pictures.Plain(40, 40, 240, 120, 30);
        using var rotated = Pictures.Apply(Pictures.Png(orange), new Rotation(30, Background.Parse(background)).Apply);

        var corner = Pictures.At(rotated, 0, 0);
        Assert.Equal(expected.Length, corner.Length);
        // Weighted by alpha and back, a half transparent colour may be a level off.
        Assert.All(expected.Zip(corner), pair => Assert.InRange(pair.Second, pair.First - 1, pair.First + 1));
    }

    [Fact]
    public void Transparency_is_kept()
    {
        using var glass = Pictures.Plain(40, 40, 200, 100, 50, 128);
        using var rotated = Pictures.Apply(Pictures.Png(glass), new Rotation(45, Background.Transparent).Apply);

        var middle = Pictures.At(rotated, rotated.Width / 2, rotated.Height / 2);
        Assert.Equal(128, middle[3]);
        Assert.InRange(middle[0], 199, 201);
    }

    [Fact]
    public void A_canvas_beyond_the_budget_is_refused()
    {
        using var thread = Pictures.Plain(1_000, 1, 0, 0, 0);

        var refusal = Assert.Throws<TerminalException>(() => Pictures.Transform(
            Pictures.Png(thread), new Rotation(45, Background.Transparent).Apply, new() { MaxPixels = 10_000 }));

        Assert.Equal(ErrorCode.BadRequest, refusal.Code);
        Assert.Contains("more than the 10,000 pixels", refusal.Message, StringComparison.Ordinal);
    }

    private static Image Photo(int width, int height, int bands)
    {
        using var noise = Image.Gaussnoise(width, height * bands, mean: 130, sigma: 30, seed: 5);
        using var soft = noise.Gaussblur(2);
        using var bytes = soft.Cast(Enums.BandFormat.Uchar);
        var pixels = bytes.WriteToMemory<byte>();
        using var raw = Image.NewFromMemoryCopy(pixels, width, height, bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private static Image ByLibVips(Image image, double angle, Background corners, int width, int height)
    {
        var (sine, cosine) = Math.SinCos(double.DegreesToRadians(angle));
        using var bilinear = Interpolate.NewFromName("bilinear");
        using var opaque = image.HasAlpha() || corners.IsOpaque ? image.Copy() : image.Bandjoin(255);
        using var weighted = opaque.HasAlpha() ? Alpha.Weighted(opaque) : opaque.Copy();
        var share = opaque.HasAlpha() ? corners.Alpha / 255.0 : 1;
        double[] background = [corners.Red * share, corners.Green * share, corners.Blue * share, corners.Alpha];
        using var turned = weighted.Affine(
            [cosine, sine, -sine, cosine],
            interpolate: bilinear,
            oarea: [-width / 2, -height / 2, width, height],
            idx: -(image.Width - 1) / 2.0,
            idy: -(image.Height - 1) / 2.0,
            odx: -0.5,
            ody: -0.5,
            background: background[..opaque.Bands],
            premultiplied: true,
            extend: Enums.Extend.Background);
        if (!turned.HasAlpha())
            return turned.Copy();
        using var straight = turned.Unpremultiply();
        using var rounded = straight.Rint();
        return rounded.Cast(Enums.BandFormat.Uchar);
    }

    private static Image Rotate(double angle) =>
        Pictures.Apply(Pictures.Golden("input.png"), new Rotation(angle, Background.Transparent).Apply);
}
