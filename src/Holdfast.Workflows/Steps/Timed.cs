using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Holdfast.Workflows.Steps;

/// <summary>The result of a side effect, and when it was done: one journal entry instead of two.</summary>
internal sealed record Timed<T>(T Value, DateTimeOffset FinishedAt);

/// <summary>Writes <c>{"finishedAt":…,"value":…}</c>; a value that is not JSON is written as base64.</summary>
internal sealed class TimedSerde<T>(Serde<T> inner) : Serde<Timed<T>>
{
    private readonly bool _isJson = inner.ContentType == "application/json";

    public override string ContentType => "application/json";

    public override ReadOnlyMemory<byte> Serialize(Timed<T> value)
    {
        // Room for the names, the time and the punctuation.
        const int Around = 64;
        var bytes = inner.Serialize(value.Value);
        var buffer = new ArrayBufferWriter<byte>(bytes.Length + Around);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("finishedAt", value.FinishedAt);
            if (_isJson)
            {
                writer.WritePropertyName("value");
                writer.WriteRawValue(bytes.Span, skipInputValidation: true);
            }
            else
            {
                writer.WriteBase64String("value", bytes.Span);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public override Timed<T> Deserialize(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var value = document.RootElement.GetProperty("value");
        var content = _isJson ? JsonMarshal.GetRawUtf8Value(value).ToArray() : value.GetBytesFromBase64();
        return new(inner.Deserialize(content), document.RootElement.GetProperty("finishedAt").GetDateTimeOffset());
    }
}
