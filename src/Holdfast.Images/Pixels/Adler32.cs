namespace Holdfast.Images.Pixels;

/// <summary>The checksum of zlib, of parts that were summed up apart.</summary>
internal static class Adler32
{
    /// <summary>Of nothing.</summary>
    public const uint Empty = 1;

    private const uint Modulus = 65_521;

    /// <summary>Of two parts one after the other.</summary>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        var (low1, high1) = (first & 0xFFFF, first >> 16);
        var (low2, high2) = (second & 0xFFFF, second >> 16);
        // Each byte of the second part adds the first part's sum once more; both sums begin with one.
        var repeated = (uint)(secondLength % Modulus * (low1 + Modulus - 1) % Modulus);
        var low = (low1 + low2 + Modulus - 1) % Modulus;
        var high = (high1 + high2 + repeated) % Modulus;
        return (high << 16) | low;
    }
}
