using Holdfast.Workflows.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Workflows;

/// <summary>Maps the HTTP endpoints of workflows.</summary>
public static class WorkflowEndpoints
{
    /// <summary>
    /// Maps status, listing, cancelling, images, uploads and the catalogue: <c>/workflows/…</c>,
    /// <c>/generated-images/…</c>, <c>/artifacts/…</c>. Executing is a call of the service <c>workflow-executor</c>
    /// through the engine's ingress.
    /// </summary>
    public static IEndpointConventionBuilder MapWorkflows(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").AddEndpointFilter(HttpErrors.AnswerAsync);
        group.MapGet("/workflows", ListEndpoint.ListAsync);
        group.MapGet("/workflows/schema", CatalogueEndpoints.Schema);
        group.MapGet("/workflows/steps", CatalogueEndpoints.List);
        group.MapGet("/workflows/{id}", StatusEndpoints.GetAsync);
        group.MapPost("/workflows/{id}/cancel", StatusEndpoints.CancelAsync);
        group.MapGet("/workflows/{id}/image", ImageEndpoints.FinalAsync);
        group.MapGet("/workflows/{id}/steps/{index}/image", ImageEndpoints.OfStepAsync);
        group.MapGet("/generated-images/{name}", ImageEndpoints.ByNameAsync);
        group.MapPut("/artifacts/{name}", UploadEndpoint.PutAsync);
        return group;
    }
}
