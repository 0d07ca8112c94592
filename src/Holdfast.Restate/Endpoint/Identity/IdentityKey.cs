using NSec.Cryptography;

namespace Holdfast.Restate.Endpoint.Identity;

/// <summary>The public key of a server, written <c>publickeyv1_</c> and its 32 bytes in base 58.</summary>
internal static class IdentityKey
{
    private const string Prefix = "publickeyv1_";
    private const int Length = 32;

    /// <exception cref="ArgumentException">It is not one; the message says why.</exception>
    public static PublicKey Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            throw new ArgumentException($"Identity key '{text}' does not begin with '{Prefix}'.", nameof(text));
        Span<byte> raw = stackalloc byte[Length];
        if (!Base58.TryDecode(text.AsSpan(Prefix.Length), raw))
        {
            throw new ArgumentException(
                $"Identity key '{text}' is not {Length} bytes in base 58. "
                + "Take it as the server prints it at its start.",
                nameof(text));
        }

        return PublicKey.TryImport(SignatureAlgorithm.Ed25519, raw, KeyBlobFormat.RawPublicKey, out var key)
            ? key!
            : throw new ArgumentException($"Identity key '{text}' is no ed25519 public key.", nameof(text));
    }
}
