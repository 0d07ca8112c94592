using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Holdfast.StableDiffusion.Servers;

/// <summary>An image as it travels in JSON: base64, with or without <c>data:image/png;base64,</c> before it.</summary>
internal static class ImagePayload
{
    /// <summary>The image's file, whatever of the usual formats it is.</summary>
    /// <exception cref="BackendUnavailableException">It is none.</exception>
    public static byte[] Decode(JsonElement image, string server)
    {
        if (image.ValueKind == JsonValueKind.String && Unwrap(image) is { } file && IsImage(file))
            return file;

        throw new BackendUnavailableException(
            $"{server} answered with something that is no PNG, JPEG or WebP image. Is it really an image server?");
    }

    // From the answer's bytes: as a string of UTF-16, a large image would take three times its size.
    private static byte[]? Unwrap(JsonElement image)
    {
        var quoted = JsonMarshal.GetRawUtf8Value(image);
        var text = quoted.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(image.GetString()!) : quoted[1..^1];
        if (text.StartsWith("data:"u8))
            text = text[(text.IndexOf((byte)',') + 1)..];

        var file = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, file, out _, out var written) == OperationStatus.Done
            ? file[..written]
            : null;
    }

    private static bool IsImage(ReadOnlySpan<byte> file) =>
        file.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        || file.StartsWith<byte>([0xFF, 0xD8, 0xFF])
        || (file.StartsWith("RIFF"u8) && file.Length > 12 && file[8..12].SequenceEqual("WEBP"u8));
}
