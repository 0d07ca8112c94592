using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Holdfast;

internal sealed class JsonSerde<T>(JsonTypeInfo<T> type) : Serde<T>
{
    private static readonly JsonSchemaExporterOptions _schemaOptions = new() { TreatNullObliviousAsNonNullable = true };

    public override string ContentType => "application/json";

    public override JsonNode? GetSchema()
    {
        try
        {
            return JsonSchemaExporter.GetJsonSchemaAsNode(type, _schemaOptions);
        }
        catch (NotSupportedException)
        {
            // Under some options, as where references are preserved, no schema can say what the JSON is.
            return null;
        }
    }

    public override ReadOnlyMemory<byte> Serialize(T value) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    public override T Deserialize(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, type)!;
        }
        catch (NotSupportedException error)
        {
            // So says the serializer when an object does not tell which of several types it is.
            throw new JsonException(error.Message, error);
        }
    }
}
