using System.Buffers.Binary;

namespace Holdfast;

/// <summary>
/// The text form of invocation ids: <c>inv_1</c>, 11 characters for the partition key and 22 for the rest, both base
/// 62. The raw form is 24 bytes: the partition key, then 16 random bytes.
/// </summary>
public static class InvocationIdText
{
    /// <summary>Length of the raw form in bytes.</summary>
    public const int RawLength = PartitionBytes + RestBytes;

    private const string Prefix = "inv_1";
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const int PartitionBytes = 8;
    private const int RestBytes = 16;
    private const int PartitionChars = 11;
    private const int RestChars = 22;

    /// <summary>The text form of 24 raw bytes.</summary>
    /// <exception cref="ArgumentException">There are more or fewer than 24.</exception>
    public static string Format(ReadOnlySpan<byte> raw)
    {
        if (raw.Length != RawLength)
            throw new ArgumentException($"An invocation id has {RawLength} bytes, not {raw.Length}.", nameof(raw));
        Span<char> text = stackalloc char[Prefix.Length + PartitionChars + RestChars];
        Prefix.CopyTo(text);
        // Each group is read as a little-endian number; that is how the service protocol writes it.
        Encode(BinaryPrimitives.ReadUInt64LittleEndian(raw), text.Slice(Prefix.Length, PartitionChars));
        Encode(BinaryPrimitives.ReadUInt128LittleEndian(raw[PartitionBytes..]), text[^RestChars..]);
        return new string(text);
    }

    /// <summary>Reads the text form into 24 bytes. False: it is not one.</summary>
    /// <exception cref="ArgumentException"><paramref name="raw"/> is shorter than 24 bytes.</exception>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> raw)
    {
        if (raw.Length < RawLength)
            throw new ArgumentException($"Give room for {RawLength} bytes, not {raw.Length}.", nameof(raw));
        if (text.Length != Prefix.Length + PartitionChars + RestChars
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !TryDecode(text.Slice(Prefix.Length, PartitionChars), out var partition)
            || partition > ulong.MaxValue
            || !TryDecode(text[^RestChars..], out var rest))
            return false;

        BinaryPrimitives.WriteUInt64LittleEndian(raw, (ulong)partition);
        BinaryPrimitives.WriteUInt128LittleEndian(raw[PartitionBytes..], rest);
        return true;
    }

    private static void Encode(UInt128 number, Span<char> text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            (number, var digit) = UInt128.DivRem(number, (uint)Alphabet.Length);
            text[i] = Alphabet[(int)digit];
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out UInt128 number)
    {
        number = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0 || number > (UInt128.MaxValue - (uint)digit) / (uint)Alphabet.Length)
                return false;
            number = number * (uint)Alphabet.Length + (uint)digit;
        }

        return true;
    }
}
