using System.Text.Json;
using Holdfast.StableDiffusion.Servers;

namespace Holdfast.StableDiffusion.Automatic1111;

/// <summary>Answer of <c>txt2img</c> and <c>img2img</c>.</summary>
/// <param name="Image">The image's file.</param>
/// <param name="JobTimestamp">When the server began it, in the server's words; null: it does not tell.</param>
internal sealed record GenerationResult(byte[] Image, string? JobTimestamp)
{
    /// <exception cref="BackendUnavailableException">There is no image in it.</exception>
    public static GenerationResult Read(ServerAnswer answer, string server)
    {
        if (answer.ToJsonObject() is not { } body || !body.TryGetProperty("images", out var images)
            || images.ValueKind != JsonValueKind.Array || images.GetArrayLength() == 0)
        {
            throw new BackendUnavailableException(
                $"{server} answered without an image: {answer.Excerpt()} It may have been interrupted.");
        }

        var info = InfoOf(body);
        var first = NumberOf(info, "index_of_first_image");
        var at = first > 0 && first < images.GetArrayLength() ? first : 0;
        return new(ImagePayload.Decode(images[at], server), TextOf(info, "job_timestamp"));
    }

    // JSON in a string, or nothing at all in the relatives.
    private static JsonElement? InfoOf(JsonElement body)
    {
        if (!body.TryGetProperty("info", out var info) || info.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            using var document = JsonDocument.Parse(info.GetString()!);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Before it come grids, where the server is set to make them.
    private static int NumberOf(JsonElement? info, string name) =>
        info is { } values && values.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
            : 0;

    private static string? TextOf(JsonElement? info, string name) =>
        info is { } values && values.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
