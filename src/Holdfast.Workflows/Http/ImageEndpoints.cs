using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Workflows.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Workflows.Http;

/// <summary>The images that workflows made.</summary>
internal static class ImageEndpoints
{
    public static async Task<IResult> FinalAsync(
        string id, HttpContext http, IHoldfastClient client, IInvocationQueries queries, IArtifactStore artifacts)
    {
        if (await StatusEndpoints.FindAsync(id, client, queries, http.RequestAborted) is not { } status)
            return HttpErrors.UnknownWorkflow(id);
        return status.Image is { } image
            ? await SendAsync(new(image.Path), http, artifacts)
            : HttpErrors.Of(
                ErrorCode.NotFound, $"The workflow '{id}' has no final image: it is '{Word(status.Status)}'.");
    }

    public static async Task<IResult> OfStepAsync(
        string id,
        string index,
        HttpContext http,
        IHoldfastClient client,
        IInvocationQueries queries,
        IArtifactStore artifacts)
    {
        if (await StatusEndpoints.FindAsync(id, client, queries, http.RequestAborted) is not { } status)
            return HttpErrors.UnknownWorkflow(id);

        var steps = status.Steps ?? [];
        if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at >= steps.Count)
        {
            return HttpErrors.Of(
                ErrorCode.NotFound,
                $"The workflow '{id}' has no step {index}; steps count from 0 to {steps.Count - 1}.");
        }

        return steps[at].Status == WorkflowPhase.Finished
            ? await SendAsync(StatusAssembly.OutputOf(status.ImgName!, at), http, artifacts)
            : HttpErrors.Of(ErrorCode.NotFound, $"Step {at} of '{id}' has no image: it is '{Word(steps[at].Status)}'.");
    }

    public static Task<IResult> ByNameAsync(string name, HttpContext http, IArtifactStore artifacts) =>
        ArtifactReference.TryParse($"generated-images/{name}", out var image, out var problem)
            ? SendAsync(image, http, artifacts)
            : Task.FromResult(HttpErrors.Of(ErrorCode.NotFound, $"'{name}' names no image: {problem}."));

    private static async Task<IResult> SendAsync(ArtifactReference image, HttpContext http, IArtifactStore artifacts)
    {
        if (await artifacts.OpenReadAsync(image, http.RequestAborted) is not { } content)
            return HttpErrors.Of(ErrorCode.NotFound, $"There is no artifact '{image}'.");

        // Steps are repeated after a crash and may then give other bytes: caches ask, and compare content.
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        var tag = await TagAsync(content, http.RequestAborted);
        var contentType = await ContentTypeAsync(content, http.RequestAborted);
        return TypedResults.Stream(content, contentType, entityTag: tag, enableRangeProcessing: true);
    }

    private static async Task<EntityTagHeaderValue> TagAsync(Stream content, CancellationToken cancellationToken)
    {
        var hash = await SHA256.HashDataAsync(content, cancellationToken);
        content.Position = 0;
        return new($"\"{Convert.ToHexStringLower(hash)}\"");
    }

    private static async Task<string> ContentTypeAsync(Stream content, CancellationToken cancellationToken)
    {
        var head = new byte[ImageContentType.HeadLength];
        var read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        content.Position = 0;
        return ImageContentType.Of(head.AsSpan(0, read)) ?? "application/octet-stream";
    }

    private static string Word(WorkflowPhase phase) =>
        phase == WorkflowPhase.NotStarted ? "Not started" : phase.ToString();
}
