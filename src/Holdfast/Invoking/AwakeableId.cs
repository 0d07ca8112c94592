using System.Buffers.Binary;
using System.Buffers.Text;

namespace Holdfast;

/// <summary>
/// The text form of awakeable ids: <c>sign_1</c> and, in base64url, the raw id of the waiting invocation followed by
/// the number of the signal that it waits for.
/// </summary>
public static class AwakeableId
{
    private const string Prefix = "sign_1";
    private const int RawLength = InvocationIdText.RawLength + sizeof(uint);

    /// <summary>The id of an awakeable.</summary>
    /// <param name="invocationId">Text form of the waiting invocation's id.</param>
    /// <param name="signal">
    /// The signal index, from <see cref="Engine.NotificationId.FirstAwakeableSignal"/> upward.
    /// </param>
    /// <exception cref="ArgumentException">The invocation id is not one.</exception>
    public static string Format(string invocationId, uint signal)
    {
        Span<byte> raw = stackalloc byte[RawLength];
        if (!InvocationIdText.TryParse(invocationId, raw))
            throw new ArgumentException($"'{invocationId}' is not an invocation id (inv_1…).", nameof(invocationId));
        BinaryPrimitives.WriteUInt32BigEndian(raw[InvocationIdText.RawLength..], signal);
        return string.Concat(Prefix, Base64Url.EncodeToString(raw));
    }

    /// <summary>Reads an awakeable id. False: it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out string invocationId, out uint signal)
    {
        Span<byte> raw = stackalloc byte[RawLength];
        invocationId = "";
        signal = 0;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Base64Url.IsValid(text[Prefix.Length..], out var length)
            || length != RawLength)
            return false;

        Base64Url.DecodeFromChars(text[Prefix.Length..], raw);
        invocationId = InvocationIdText.Format(raw[..InvocationIdText.RawLength]);
        signal = BinaryPrimitives.ReadUInt32BigEndian(raw[InvocationIdText.RawLength..]);
        return true;
    }
}
