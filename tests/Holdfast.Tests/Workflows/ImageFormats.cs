using Holdfast.Workflows;

namespace Holdfast.Tests.Workflows;

public sealed class ImageFormats
{
    public static TheoryData<byte[], string?> Heads { get; } = new()
    {
        { [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13], "image/png" },
        { [0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg" },
        { "GIF89a"u8.ToArray(), "image/gif" },
        { "GIF87a"u8.ToArray(), "image/gif" },
        { [.. "RIFF"u8, 1, 2, 3, 4, .. "WEBPVP8 "u8], "image/webp" },
        { [.. "RIFF"u8, 1, 2, 3, 4, .. "WAVE"u8], null },
        { "RIFF"u8.ToArray(), null },
        { "BM6"u8.ToArray(), "image/bmp" },
        { [.. "II"u8, 42, 0], "image/tiff" },
        { [.. "MM"u8, 0, 42], "image/tiff" },
        { [], null },
        { "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), null },
        { "<html>"u8.ToArray(), null },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public void A_format_is_known_by_its_first_bytes(byte[] head, string? contentType) =>
        Assert.Equal(contentType, ImageContentType.Of(head));
}
