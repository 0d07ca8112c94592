using Holdfast.Workflows.Schemas;
using Holdfast.Workflows.Serialization;
using Holdfast.Workflows.Steps;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Workflows.Http;

/// <summary>What definitions may contain.</summary>
internal static class CatalogueEndpoints
{
    public static IResult Schema(StepCatalogue catalogue, WorkflowOptions options) =>
        TypedResults.Text(DefinitionSchema.Of(catalogue, options).ToJsonString(), "application/schema+json");

    public static IResult List(StepCatalogue catalogue) => TypedResults.Json(
        new CatalogueListing([.. catalogue.Entries.Select(Describe)]), WorkflowJson.Shared.CatalogueListing);

    private static CatalogueItem Describe(CatalogueEntry entry) => new(
        entry.Description.Service,
        entry.Description.Role,
        entry.Description.Determinism,
        entry.Description.Summary,
        entry.IsAvailable,
        entry.UnavailableReason,
        entry.Parameters?.Schema);
}
