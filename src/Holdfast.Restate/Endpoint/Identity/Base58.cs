namespace Holdfast.Restate.Endpoint.Identity;

/// <summary>Bitcoin's base 58, for numbers of a known size.</summary>
internal static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>Reads exactly as many bytes as fit. False: another alphabet, or another size.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        bytes.Clear();
        foreach (var c in text)
        {
            var carry = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (carry < 0)
                return false;
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                carry += Alphabet.Length * bytes[i];
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0)
                return false;
        }

        // Each leading zero byte is written as one '1', so that there is one text for each value.
        return LeadingOnes(text) == LeadingZeros(bytes);
    }

    private static int LeadingOnes(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExcept(Alphabet[0]) is var at && at < 0 ? text.Length : at;

    private static int LeadingZeros(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOfAnyExcept((byte)0) is var at && at < 0 ? bytes.Length : at;
}
