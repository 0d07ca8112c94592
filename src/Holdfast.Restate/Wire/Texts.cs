using System.Text;
using Google.Protobuf;

namespace Holdfast.Restate.Wire;

/// <summary>Texts that are missing when they are empty, and those that are bytes on the wire.</summary>
internal static class Texts
{
    private static readonly UTF8Encoding _strictUtf8 = new(false, throwOnInvalidBytes: true);

    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <exception cref="ProtocolException">The bytes are not UTF-8.</exception>
    public static string OfStateKey(ByteString key)
    {
        try
        {
            return _strictUtf8.GetString(key.Span);
        }
        catch (DecoderFallbackException error)
        {
            // Replacing what cannot be read would let two keys become one.
            throw new ProtocolException(
                $"The state has a key that is not UTF-8: 0x{Convert.ToHexString(key.Span)}. "
                + "Remove it through the server's admin API", error);
        }
    }

    public static ByteString ToStateKey(string key) => ByteString.CopyFromUtf8(key);
}
