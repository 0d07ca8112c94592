using System.Buffers.Binary;
using System.Globalization;
using Holdfast.Images.Pixels;
using NetVips;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>
/// Valid files of every format, changed at random and read by the real decoders, which are native code. A failure says
/// its seed. More of them: set HOLDFAST_FUZZ_IMAGES to a number, and HOLDFAST_FUZZ_SEED to begin elsewhere.
/// </summary>
public sealed class ImageFuzzTests
{
    private const long Budget = 1_000_000;
    private const long MostBytes = 500L * 1024 * 1024;

    private static readonly int _files = FromEnvironment("HOLDFAST_FUZZ_IMAGES", 1_500);
    private static readonly int _firstSeed = FromEnvironment("HOLDFAST_FUZZ_SEED", 1);

    [Fact]
    public Task Whatever_the_bytes_are_the_process_lives_and_stays_small() =>
        OwnProcess.RunAsync(nameof(A_process_that_reads_changed_images), TimeSpan.FromMinutes(3 + (_files / 1_000)));

    /// <summary>Not a test by itself, but the process that the one above runs.</summary>
    [Fact(Explicit = true)]
    public void A_process_that_reads_changed_images()
    {
        var valid = Valid();
        for (var seed = _firstSeed; seed < _firstSeed + _files; seed++)
        {
            var random = new Random(seed);
            var file = Changed(valid[random.Next(valid.Length)], valid, random);
            var failure = Record.Exception(() => ReadOrRefuse(file));
            Assert.True(failure is null, $"Seed {seed}: {failure}");
        }

        Assert.InRange(OwnProcess.PeakBytes, 0, MostBytes);
    }

    private static void ReadOrRefuse(byte[] content)
    {
        try
        {
            using var image = ImageReader.Read(content, Pictures.Source, Budget, TestContext.Current.CancellationToken);
            Assert.True((long)image.Width * image.Height <= Budget && image.Bands is 3 or 4);
        }
        catch (TerminalException)
        {
            // Refused, which is as good.
        }
    }

    private static byte[][] Valid()
    {
        using var noise = Image.Gaussnoise(40, 30, mean: 128, sigma: 50, seed: 3);
        using var bytes = noise.Cast(Enums.BandFormat.Uchar);
        using var colours = bytes.Bandjoin(bytes, bytes).Copy(interpretation: Enums.Interpretation.Srgb);
        using var clear = colours.Bandjoin(bytes);
        using var grey = bytes.Copy(interpretation: Enums.Interpretation.Bw);
        using var cmyk = clear.Copy(interpretation: Enums.Interpretation.Cmyk);
        return
        [
            colours.PngsaveBuffer(), clear.PngsaveBuffer(interlace: true), grey.PngsaveBuffer(bitdepth: 2),
            colours.PngsaveBuffer(palette: true), colours.JpegsaveBuffer(), colours.JpegsaveBuffer(interlace: true),
            cmyk.JpegsaveBuffer(), colours.WebpsaveBuffer(), clear.WebpsaveBuffer(lossless: true),
            colours.GifsaveBuffer(), colours.TiffsaveBuffer(),
            clear.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate, tile: true),
            colours.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Jpeg, pyramid: true),
            colours.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw, bigtiff: true),
            colours.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1, effort: 0),
        ];
    }

    private static byte[] Changed(byte[] original, byte[][] others, Random random)
    {
        var file = original.ToArray();
        for (var changes = random.Next(1, 8); changes > 0 && file.Length > 16; changes--)
            file = ChangedOnce(file, others, random);
        return random.Next(4) > 0 && file.AsSpan().StartsWith(PngChunk.Signature) ? WithRightChecksums(file) : file;
    }

    private static byte[] ChangedOnce(byte[] file, byte[][] others, Random random)
    {
        var at = random.Next(file.Length);
        var length = random.Next(1, Math.Min(64, file.Length - at) + 1);
        switch (random.Next(7))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                random.NextBytes(file.AsSpan(at, length));
                return file;
            case 2:
                file.AsSpan(at, length).Fill((byte)(random.Next(2) * 255));
                return file;
            case 3:
                return file[..at];
            case 4:
                return [.. file[..at], .. file[(at + length)..]];
            case 5:
                return [.. file[..at], .. file[at..(at + length)], .. file[at..]];
            default:
                var other = others[random.Next(others.Length)];
                var from = random.Next(other.Length);
                return [.. file[..at], .. other[from..Math.Min(other.Length, from + length)], .. file[at..]];
        }
    }

    // Else nothing behind the checksums would ever be reached.
    private static byte[] WithRightChecksums(byte[] file)
    {
        for (var at = PngChunk.Signature.Length; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (length < 0 || length > file.Length - at - 12)
                break;
            var chunk = file.AsSpan(at, length + 12);
            PngChunk.Write(chunk, chunk.Slice(4, 4).ToArray(), chunk.Slice(8, length).ToArray());
            at += chunk.Length;
        }

        return file;
    }

    private static int FromEnvironment(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
