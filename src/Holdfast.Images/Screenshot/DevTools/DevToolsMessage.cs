using System.Buffers;
using System.Text.Json;

namespace Holdfast.Images.Screenshot.DevTools;

/// <summary>
/// What the browser says: an answer, with the id of its command, or an event. Most events concern nobody, and images
/// are large, so the body stays as it came until somebody wants it; it is valid only while the message is handled.
/// </summary>
internal readonly struct DevToolsMessage
{
    public int? Id { get; private init; }

    public string? Method { get; private init; }

    public string? SessionId { get; private init; }

    /// <summary>Why a command was not done; null: it was.</summary>
    public string? Error { get; private init; }

    private ReadOnlySequence<byte> Body { get; init; }

    /// <exception cref="JsonException">It is no message.</exception>
    public static DevToolsMessage Parse(ReadOnlySequence<byte> json)
    {
        var message = new DevToolsMessage();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            message = name switch
            {
                "id" => message with { Id = reader.GetInt32() },
                "method" => message with { Method = reader.GetString() },
                "sessionId" => message with { SessionId = reader.GetString() },
                "error" => message with { Error = ErrorOf(ref reader) },
                "params" or "result" => message with { Body = Whole(json, ref reader) },
                _ => Without(message, ref reader),
            };
        }

        return message;
    }

    /// <exception cref="JsonException">It is not that.</exception>
    public T Read<T>()
    {
        var reader = new Utf8JsonReader(Body);
        return (T?)JsonSerializer.Deserialize(ref reader, typeof(T), DevToolsJson.Default)
            ?? throw new JsonException($"null instead of {typeof(T).Name}");
    }

    private static ReadOnlySequence<byte> Whole(ReadOnlySequence<byte> json, ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        reader.Skip();
        return json.Slice(start, reader.BytesConsumed - start);
    }

    private static DevToolsMessage Without(DevToolsMessage message, ref Utf8JsonReader reader)
    {
        reader.Skip();
        return message;
    }

    private static string ErrorOf(ref Utf8JsonReader reader)
    {
        using var error = JsonDocument.ParseValue(ref reader);
        return error.RootElement.TryGetProperty("message", out var text) ? $"{text}" : $"{error.RootElement}";
    }
}
