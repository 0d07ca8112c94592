using System.Text.Json.Nodes;

namespace Holdfast.Workflows.Serialization;

/// <summary>
/// A value that is passed on as it was written: whoever only hands it over need not read it and write it again.
/// </summary>
internal readonly record struct Encoded<T>(ReadOnlyMemory<byte> Json);

/// <summary>Takes the bytes for what <paramref name="inner"/> makes of a value.</summary>
internal sealed class EncodedSerde<T>(Serde<T> inner) : Serde<Encoded<T>>
{
    public override string ContentType => inner.ContentType;

    public override JsonNode? GetSchema() => inner.GetSchema();

    public override ReadOnlyMemory<byte> Serialize(Encoded<T> value) => value.Json;

    public override Encoded<T> Deserialize(ReadOnlyMemory<byte> bytes) => new(bytes);
}
