using Holdfast.Images.Pixels;
using NetVips;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class PngWriterTests
{
    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(1, 1, 4)]
    [InlineData(7, 3_000, 4)]
    [InlineData(9_000, 2, 3)]
    [InlineData(1_111, 1_013, 3)]
    [InlineData(1_500, 1_400, 4)]
    public void Every_pixel_is_read_back_as_it_was(int width, int height, int bands)
    {
        using var image = Noise(width, height, bands);

        var file = ImageWriter.WritePng(image);

        // As strict as libpng gets: checksums of every chunk and of the pixels included.
        using var read = Image.NewFromBuffer(file, failOn: Enums.FailOn.Warning);
        using var pixels = read.CopyMemory();
        Assert.Equal(bands, pixels.Bands);
        Assert.Equal(image.WriteToMemory<byte>(), pixels.WriteToMemory<byte>());
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("gradient")]
    [InlineData("noise")]
    public void Whatever_a_strip_shows_is_written_as_small_as_usual(string what)
    {
        using var noise = Noise(1_200, 1_500, 3);
        using var coarse = Noise(200, 250, 3);
        using var place = Image.Xyz(1_200, 1_500);
        using var image = what switch
        {
            "lines" => coarse.Zoom(6, 6) > 170,
            "gradient" => ((place[0] * 0.1) + (place[1] * 0.05)).Bandjoin(place[1] * 0.1, place[0] * 0.2),
            _ => noise.Copy(),
        };
        using var bytes = image.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);

        var file = ImageWriter.WritePng(bytes);

        using var read = Image.NewFromBuffer(file, failOn: Enums.FailOn.Warning);
        Assert.Equal(bytes.WriteToMemory<byte>(), read.WriteToMemory<byte>());
        Assert.InRange(file.Length, 0, bytes.PngsaveBuffer(compression: 6).Length * 1.25);
    }

    [Fact]
    public void The_same_pixels_give_the_same_bytes_again_and_again()
    {
        using var image = Noise(900, 2_000, 4);
        var first = ImageWriter.WritePng(image);

        for (var again = 0; again < 3; again++)
            Assert.Equal(first, ImageWriter.WritePng(image));
    }

    [Fact]
    public void It_stops_between_strips_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        using var image = Noise(2_000, 2_000, 3);
        cancelled.Cancel();

        using var rows = new VipsRows(image.Copy());
        Assert.ThrowsAny<OperationCanceledException>(() => PngWriter.Write(rows, cancelled.Token));
    }

    [Fact]
    public void Checksums_of_parts_add_up_to_that_of_the_whole()
    {
        // 1 + the bytes, and 1 sum per byte: "Wikipedia" is the example that everybody has.
        Assert.Equal(0x11E60398u, Adler32.Combine(Adler32.Empty, 0x11E60398, 9));
        var bytes = new byte[200_000];
        new Random(5).NextBytes(bytes);

        var combined = Adler32.Combine(Plain(bytes.AsSpan(0, 70_001)), Plain(bytes.AsSpan(70_001)), 129_999);

        Assert.Equal(Plain(bytes), combined);
    }

    private static Image Noise(int width, int height, int bands)
    {
        using var noise = Image.Gaussnoise(width, height * bands, mean: 128, sigma: 40, seed: 11);
        using var bytes = noise.Cast(Enums.BandFormat.Uchar);
        var raw = bytes.WriteToMemory<byte>();
        using var image = Image.NewFromMemoryCopy(raw, width, height, bands, Enums.BandFormat.Uchar);
        return image.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private static uint Plain(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65_521;
        var (low, high) = (1u, 0u);
        foreach (var value in bytes)
        {
            low = (low + value) % Modulus;
            high = (high + low) % Modulus;
        }

        return (high << 16) | low;
    }
}
