using System.Text.Json.Nodes;

namespace Holdfast.Workflows;

/// <summary>
/// A <see cref="WorkflowStatus"/> that is passed on as it was written. It is the largest value of a workflow, and who
/// only hands it over need not read it.
/// </summary>
internal readonly record struct EncodedStatus(ReadOnlyMemory<byte> Json);

/// <summary>Takes the bytes for what <paramref name="status"/> makes of a status.</summary>
internal sealed class EncodedStatusSerde(Serde<WorkflowStatus> status) : Serde<EncodedStatus>
{
    public override string ContentType => status.ContentType;

    public override JsonNode? GetSchema() => status.GetSchema();

    public override ReadOnlyMemory<byte> Serialize(EncodedStatus value) => value.Json;

    public override EncodedStatus Deserialize(ReadOnlyMemory<byte> bytes) => new(bytes);
}
