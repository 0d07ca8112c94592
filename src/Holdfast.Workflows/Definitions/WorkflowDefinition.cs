using System.Text.Json;

namespace Holdfast.Workflows;

/// <summary>A workflow to execute, as accepted: every rule holds, defaults are filled in.</summary>
/// <param name="Id">Chosen by the client; names the one execution of this definition.</param>
/// <param name="Steps">In order; the first has or makes an image, the others change it.</param>
public sealed record WorkflowDefinition(string Id, IReadOnlyList<StepDefinition> Steps);

/// <summary>A step of a definition.</summary>
/// <param name="Service">Its kind, by the name in the catalogue.</param>
/// <param name="Parameters">An object that fits the kind's schema.</param>
/// <param name="ImgInputPath">The image to start from; only the first step may have one.</param>
public sealed record StepDefinition(string Service, JsonElement Parameters, ArtifactReference? ImgInputPath = null);
