using System.Buffers.Binary;
using System.Buffers.Text;

namespace Holdfast;

/// <summary>
/// The text form of awakeable ids: <c>sign_1</c>, then base64url of the 24 bytes of the invocation id and the signal index
/// as 4 big-endian bytes. Source: Restate Server.
/// </summary>
public static class AwakeableId
{
    private const string Prefix = "sign_1";
    private const int RawLength = InvocationIdText.RawLength + sizeof(uint);

    /// <summary>The awakeable that is this signal of this invocation.</summary>
    /// <exception cref="ArgumentException">Not an invocation id.</exception>
    public static string Format(string invocationId, uint signal)
    {
        Span<byte> raw = stackalloc byte[RawLength];
        if (!InvocationIdText.TryParse(invocationId, raw[..InvocationIdText.RawLength]))
            throw new ArgumentException($"'{invocationId}' is not an invocation id", nameof(invocationId));
        BinaryPrimitives.WriteUInt32BigEndian(raw[InvocationIdText.RawLength..], signal);
        return Prefix + Base64Url.EncodeToString(raw);
    }

    /// <summary>Whose signal an awakeable is; false when the text is not an awakeable id.</summary>
    public static bool TryParse(string text, out string invocationId, out uint signal)
    {
        (invocationId, signal) = ("", 0);
        Span<byte> raw = stackalloc byte[RawLength + 2];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || Base64Url.GetMaxDecodedLength(text.Length - Prefix.Length) > raw.Length
            || !Base64Url.TryDecodeFromChars(text.AsSpan(Prefix.Length), raw, out var length)
            || length != RawLength)
        {
            return false;
        }

        invocationId = InvocationIdText.Format(raw[..InvocationIdText.RawLength]);
        signal = BinaryPrimitives.ReadUInt32BigEndian(raw[InvocationIdText.RawLength..]);
        return true;
    }
}
