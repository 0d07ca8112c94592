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

        Assert.ThrowsAny<OperationCanceledException>(() => PngWriter.Write(image, cancelled.Token));
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
