using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Holdfast.StableDiffusion.Servers;

/// <summary>What a server answered, read to its end.</summary>
internal sealed record ServerAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body)
{
    private const int LongestExcerpt = 300;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The body as JSON; null: it is not an object, as when a proxy or a web page answers.</summary>
    public JsonElement? ToJsonObject()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A successful answer of this type; null: it is another.</summary>
    public T? ToValue<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return IsSuccess ? JsonSerializer.Deserialize(Body.Span, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The beginning of the body, for messages: one line, without what a terminal would act on.</summary>
    public string Excerpt()
    {
        var text = Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, LongestExcerpt)]);
        return text.Length == 0 ? "no content" : Tidy(text);
    }

    /// <summary>A server's words on one line of bounded length.</summary>
    public static string Tidy(string text)
    {
        var line = string.Concat(text.Take(LongestExcerpt).Select(letter => char.IsControl(letter) ? ' ' : letter));
        return text.Length > LongestExcerpt ? line + "…" : line.Trim();
    }
}
