using System.Text.Json;

namespace Holdfast.Workflows.Steps;

/// <summary>What the run of a workflow sends to the handler <c>run</c> of a step's service.</summary>
/// <param name="ImgName">Name of the workflow's images, the same for all its steps.</param>
/// <param name="Parameters">As in the definition, defaults filled in.</param>
/// <param name="Input">The image to work on; null for a source.</param>
/// <param name="Output">Where the result belongs.</param>
internal sealed record StepRequest(
    string ImgName, JsonElement Parameters, ArtifactReference? Input, ArtifactReference Output);

/// <summary>What a step's service answers.</summary>
/// <param name="Message">For people.</param>
/// <param name="FinishedAt">When the last of its side effects was done.</param>
internal sealed record StepResponse(string Message, DateTimeOffset FinishedAt);

/// <summary>What a status sends to the handler <c>progress</c> of a step's service.</summary>
/// <param name="InvocationId">The execution that is asked about.</param>
internal sealed record ProgressRequest(string InvocationId);
