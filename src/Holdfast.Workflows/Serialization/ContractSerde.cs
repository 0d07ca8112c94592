using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Holdfast.Workflows.Serialization;

/// <summary>JSON by a contract that the program's own JSON options do not change.</summary>
internal sealed class ContractSerde<T>(JsonTypeInfo<T> contract) : Serde<T>
{
    public override string ContentType => "application/json";

    public override JsonNode? GetSchema() =>
        contract.GetJsonSchemaAsNode(new() { TreatNullObliviousAsNonNullable = true });

    public override ReadOnlyMemory<byte> Serialize(T value) => JsonSerializer.SerializeToUtf8Bytes(value, contract);

    public override T Deserialize(ReadOnlyMemory<byte> bytes) => JsonSerializer.Deserialize(bytes.Span, contract)!;
}
