using System.Numerics;

namespace Holdfast;

/// <summary>
/// The text form of invocation ids: <c>inv_1</c>, then 11 base62 digits (8 bytes), then 22 (16 bytes). Each group of bytes
/// is read as one little-endian number. Source: Restate Server.
/// </summary>
public static class InvocationIdText
{
    /// <summary>Bytes of an id.</summary>
    public const int RawLength = 24;

    private const string Prefix = "inv_1";
    private const int PartitionDigits = 11;
    private const int UuidDigits = 22;
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>The text of 24 bytes.</summary>
    public static string Format(ReadOnlySpan<byte> raw)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(raw.Length, RawLength);
        Span<char> text = stackalloc char[Prefix.Length + PartitionDigits + UuidDigits];
        Prefix.CopyTo(text);
        WriteDigits(ReadNumber(raw[..8]), text.Slice(Prefix.Length, PartitionDigits));
        WriteDigits(ReadNumber(raw[8..]), text[(Prefix.Length + PartitionDigits)..]);
        return new string(text);
    }

    /// <summary>The 24 bytes of a text; false when it is not an invocation id.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> raw)
    {
        if (text.Length != Prefix.Length + PartitionDigits + UuidDigits || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        return TryReadDigits(text.Slice(Prefix.Length, PartitionDigits), raw[..8])
            && TryReadDigits(text[(Prefix.Length + PartitionDigits)..], raw.Slice(8, 16));
    }

    private static UInt128 ReadNumber(ReadOnlySpan<byte> bytes)
    {
        UInt128 number = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
            number = (number << 8) | bytes[i];
        return number;
    }

    private static void WriteDigits(UInt128 number, Span<char> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            (number, var digit) = UInt128.DivRem(number, 62);
            digits[i] = Alphabet[(int)digit];
        }
    }

    private static bool TryReadDigits(ReadOnlySpan<char> digits, Span<byte> bytes)
    {
        // One digit group holds a little more than its bytes: a larger number is no id.
        var number = BigInteger.Zero;
        foreach (var digit in digits)
        {
            var value = Alphabet.IndexOf(digit, StringComparison.Ordinal);
            if (value < 0)
                return false;
            number = (number * 62) + value;
        }

        bytes.Clear();
        return number.TryWriteBytes(bytes, out _, isUnsigned: true);
    }
}
