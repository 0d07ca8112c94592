namespace Holdfast.Workflows;

/// <summary>
/// Recognizes image formats by their first bytes. Names say nothing: steps choose formats, and clients name uploads.
/// </summary>
public static class ImageContentType
{
    /// <summary>So many bytes are enough to decide.</summary>
    public const int HeadLength = 12;

    /// <summary>The content type, such as <c>image/png</c>; null when it is no image that is known.</summary>
    /// <param name="head">The first bytes, <see cref="HeadLength"/> of them if there are as many.</param>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]))
            return "image/png";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return "image/jpeg";
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return "image/gif";
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
            return "image/webp";
        if (head.StartsWith("BM"u8))
            return "image/bmp";
        if (head.StartsWith((ReadOnlySpan<byte>)[.. "II"u8, 42, 0]))
            return "image/tiff";
        return head.StartsWith((ReadOnlySpan<byte>)[.. "MM"u8, 0, 42]) ? "image/tiff" : null;
    }
}
