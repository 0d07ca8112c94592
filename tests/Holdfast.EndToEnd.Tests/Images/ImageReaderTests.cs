using System.Text;
using Holdfast.Images.Pixels;
using NetVips;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class ImageReaderTests
{
    [Fact]
    public void Orientation_from_the_camera_is_applied()
    {
        using var photo = Pictures.Plain(60, 40, 10, 200, 30);
        using var sideways = photo.Mutate(image => image.Set(GValue.GIntType, "orientation", 6));

        using var read = Read(sideways.JpegsaveBuffer());

        Assert.Equal((40, 60), (read.Width, read.Height));
        Assert.Equal(3, read.Bands);
    }

    [Fact]
    public void Print_colours_become_screen_colours()
    {
        using var cyan = Pictures.Plain(20, 20, 255, 0, 0, 0);
        using var cmyk = cyan.Copy(interpretation: Enums.Interpretation.Cmyk);

        using var read = Read(cmyk.TiffsaveBuffer());

        var colour = Pictures.At(read, 5, 5);
        Assert.Equal(3, colour.Length);
        Assert.True(colour[0] < 100 && colour[2] > 180, $"Cyan became {string.Join(", ", colour)}");
    }

    [Fact]
    public void Of_an_animation_the_first_frame_is_taken()
    {
        using var first = Pictures.Plain(20, 10, 255, 0, 0);
        using var second = Pictures.Plain(20, 10, 0, 0, 255);
        using var frames = Image.Arrayjoin([first, second], across: 1);
        using var animation = frames.Mutate(image => image.Set(GValue.GIntType, "page-height", 10));

        using var read = Read(animation.WebpsaveBuffer(lossless: true));

        Assert.Equal((20, 10), (read.Width, read.Height));
        Assert.InRange(Pictures.At(read, 3, 3)[0], 250, 255);
    }

    [Theory]
    [InlineData(Enums.Interpretation.Bw, 1)]
    [InlineData(Enums.Interpretation.Grey16, 1)]
    [InlineData(Enums.Interpretation.Rgb16, 3)]
    public void Grey_and_deep_images_become_eight_bit_colours(Enums.Interpretation interpretation, int bands)
    {
        var isDeep = interpretation != Enums.Interpretation.Bw;
        using var plain = (Image.Black(8, 8, bands: bands) + (isDeep ? 51_400 : 200))
            .Cast(isDeep ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar).Copy(interpretation: interpretation);

        using var read = Read(plain.PngsaveBuffer());

        Assert.Equal([200, 200, 200], Pictures.At(read, 4, 4));
    }

    [Fact]
    public void An_image_bomb_is_refused_by_its_header()
    {
        var refusal = Refused(HostileFiles.PngOf(60_000, 60_000, []));

        Assert.Contains("60000×60000", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("MaxPixels", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_image_is_refused_and_named()
    {
        using var noise = Image.Gaussnoise(100, 100).Cast(Enums.BandFormat.Uchar);
        foreach (var whole in new[] { noise.PngsaveBuffer(), noise.JpegsaveBuffer(), noise.WebpsaveBuffer() })
        {
            var refusal = Refused(whole[..(whole.Length / 2)]);
            Assert.Contains("damaged or incomplete", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!doctype html><p>Not found")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")]
    [InlineData("%PDF-1.7")]
    public void What_is_no_pixel_image_is_refused_whatever_it_is_called(string content)
    {
        var refusal = Refused(Encoding.UTF8.GetBytes(content));

        Assert.Contains("is not an image that can be read", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("PNG, JPEG", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_JPEG_called_PNG_is_read_for_what_it_is()
    {
        using var photo = Pictures.Plain(16, 16, 50, 100, 150);

        using var read = Read(photo.JpegsaveBuffer());

        Assert.Equal((16, 16), (read.Width, read.Height));
    }

    [Fact]
    public void What_cameras_tell_is_not_passed_on()
    {
        using var photo = Pictures.Plain(16, 16, 50, 100, 150);
        using var tagged = photo.Mutate(image => image.Set(GValue.GStrType, "exif-ifd0-Make", "A camera"));

        using var written = Pictures.Apply(tagged.JpegsaveBuffer(), image => new VipsRows(image.Copy()));

        Assert.DoesNotContain(written.GetFields(), field => field.StartsWith("exif", StringComparison.Ordinal));
    }

    private static Image Read(byte[] content) => ImageReader.Read(content, Pictures.Source, Pictures.Budget);

    private static TerminalException Refused(byte[] content)
    {
        var refusal = Assert.Throws<TerminalException>(() => Read(content));
        Assert.Equal(ErrorCode.BadRequest, refusal.Code);
        Assert.Contains(Pictures.Source.Path, refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
