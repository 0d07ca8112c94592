using Holdfast.Workflows.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Workflows.Http;

/// <summary>Takes images from clients, for workflows that begin with one.</summary>
internal static class UploadEndpoint
{
    /// <summary>Stores the body as <c>uploads/{name}</c>; repeated, it replaces.</summary>
    public static async Task<IResult> PutAsync(
        string name, HttpContext http, IArtifactStore artifacts, WorkflowOptions options)
    {
        if (!ArtifactReference.TryParse($"uploads/{name}", out var artifact, out var problem))
            return HttpErrors.Of(ErrorCode.BadRequest, $"'{name}' cannot name an upload: {problem}.");
        if (await ReadAsync(http, options.MaxUploadBytes) is not { } content)
        {
            return HttpErrors.Of(
                StatusCodes.Status413PayloadTooLarge,
                $"The upload is larger than {options.MaxUploadBytes} bytes. Send a smaller image, or raise "
                + "WorkflowOptions.MaxUploadBytes.");
        }

        if (ImageContentType.Of(content.Span) is not { } contentType)
        {
            return HttpErrors.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "The upload is no image: send PNG, JPEG, WebP, GIF, BMP or TIFF.");
        }

        await artifacts.WriteAsync(artifact, content, http.RequestAborted);
        return TypedResults.Json(
            new UploadReceipt(artifact.Path, contentType, content.Length),
            WorkflowJson.Shared.UploadReceipt,
            statusCode: StatusCodes.Status201Created);
    }

    // Null: larger than the limit.
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext http, int limit)
    {
        if (http.Request.ContentLength > limit)
            return null;

        // The limit of this endpoint counts, not the one of the server.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        var buffer = new byte[81_920];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > limit)
                return null;
            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
