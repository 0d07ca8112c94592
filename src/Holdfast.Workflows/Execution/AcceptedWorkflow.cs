using System.Text.Json;
using Holdfast.Workflows.Serialization;

namespace Holdfast.Workflows.Execution;

/// <summary>A definition that was found valid: the request to the workflow's run.</summary>
/// <param name="Definition">What to do.</param>
/// <param name="RequestedBy">Invocation that asked first; tells it apart from later requests of the same id.</param>
/// <param name="AcceptedAt">When it was found valid.</param>
internal sealed record AcceptedWorkflow(WorkflowDefinition Definition, string RequestedBy, DateTimeOffset AcceptedAt)
{
    public static AcceptedWorkflow Read(Encoded<AcceptedWorkflow> encoded) =>
        JsonSerializer.Deserialize(encoded.Json.Span, WorkflowJson.Shared.AcceptedWorkflow)!;

    /// <summary>The definition's id, without reading the rest.</summary>
    public static string IdIn(Encoded<AcceptedWorkflow> encoded)
    {
        using var document = JsonDocument.Parse(encoded.Json);
        return document.RootElement.GetProperty("definition").GetProperty("id").GetString()!;
    }

    public Encoded<AcceptedWorkflow> Write() =>
        new(JsonSerializer.SerializeToUtf8Bytes(this, WorkflowJson.Shared.AcceptedWorkflow));
}
