using System.Text.Json;

namespace Holdfast.Workflows.Http;

/// <summary>Body of every error answer, as the ingress has it.</summary>
internal sealed record HttpError(int Code, string Message, string Source = "ingress");

/// <summary>Answer of <c>GET /workflows</c>.</summary>
/// <param name="Workflows">Newest first.</param>
/// <param name="Next">Cursor of the next page; null: this is the last.</param>
internal sealed record WorkflowPage(IReadOnlyList<WorkflowListItem> Workflows, string? Next);

/// <summary>A workflow in a listing.</summary>
internal sealed record WorkflowListItem(
    string Id,
    WorkflowPhase Status,
    string InvocationId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    string? Error);

/// <summary>Answer of <c>GET /workflows/steps</c>.</summary>
internal sealed record CatalogueListing(IReadOnlyList<CatalogueItem> Steps);

/// <summary>A kind of step in the catalogue's listing.</summary>
internal sealed record CatalogueItem(
    string Service,
    StepRole Role,
    StepDeterminism Determinism,
    string Summary,
    bool Available,
    string? UnavailableReason,
    JsonElement? Parameters);

/// <summary>
/// Answer of <c>POST /workflows/{id}/cancel</c>: accepted; the workflow will see it at its next await.
/// </summary>
internal sealed record CancelReceipt(string Id, string InvocationId);

/// <summary>Answer of <c>PUT /artifacts/{name}</c>.</summary>
/// <param name="ImgInputPath">What to write into a definition.</param>
/// <param name="ContentType">What it was found to be.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record UploadReceipt(string ImgInputPath, string ContentType, long Bytes);
