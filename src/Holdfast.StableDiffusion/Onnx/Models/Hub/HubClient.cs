using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Holdfast.StableDiffusion.Onnx.Models.Hub;

/// <summary>Talks to a hub that has the HTTP API of Hugging Face's.</summary>
internal sealed class HubClient(HttpClient http, ModelHubOptions options)
{
    private const int MostPages = 100;

    private readonly Uri _endpoint = new(options.Endpoint.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>The commit that a branch or tag stands for now, so that all files are of one version.</summary>
    public async Task<string> ResolveAsync(ModelName name, CancellationToken cancellationToken)
    {
        var (answer, _) = await GetAsync(
            new Uri(_endpoint, $"api/models/{name}/revision/{Escape(name.Revision)}"), name, cancellationToken);
        return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("sha", out var sha)
            && sha.GetString() is { Length: > 0 } commit && commit.All(char.IsAsciiLetterOrDigit)
            ? commit
            : throw Unexpected(name);
    }

    public async Task<IReadOnlyList<HubFile>> ListAsync(
        ModelName name, string commit, CancellationToken cancellationToken)
    {
        var files = new List<HubFile>();
        Uri? page = new(_endpoint, $"api/models/{name}/tree/{commit}?recursive=true");
        for (var count = 0; page is not null && count < MostPages; count++)
        {
            var (answer, next) = await GetAsync(page, name, cancellationToken);
            if (answer.ValueKind != JsonValueKind.Array)
                throw Unexpected(name);
            files.AddRange(answer.EnumerateArray().Where(IsFile).Select(entry => Read(entry, name)));
            page = next;
        }

        return files;
    }

    /// <summary>Opens a file from an offset on. The answer may begin at 0 all the same.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        ModelName name, string commit, string path, long offset, CancellationToken cancellationToken)
    {
        using var request = Request(new(_endpoint, $"{name}/resolve/{commit}/{Escape(path)}"));
        if (offset > 0)
            request.Headers.Range = new RangeHeaderValue(offset, null);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            if (response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable)
                RequireSuccess(response, name);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<(JsonElement Answer, Uri? Next)> GetAsync(
        Uri address, ModelName name, CancellationToken cancellationToken)
    {
        using var request = Request(address);
        using var response = await http.SendAsync(request, cancellationToken);
        RequireSuccess(response, name);
        try
        {
            using var document = await JsonDocument.ParseAsync(
                await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
            return (document.RootElement.Clone(), NextPage(response));
        }
        catch (JsonException)
        {
            throw Unexpected(name);
        }
    }

    // The token goes to the hub alone: the client drops it when it is redirected.
    private HttpRequestMessage Request(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (options.Token is { } token)
            request.Headers.Authorization = new("Bearer", token);
        return request;
    }

    private void RequireSuccess(HttpResponseMessage response, ModelName name)
    {
        if (response.IsSuccessStatusCode)
            return;
        throw response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ModelPullException(
                $"The hub at {_endpoint} does not give {name} to you. If it exists, accept its licence there, and set "
                + "HF_TOKEN to a token of yours."),
            HttpStatusCode.NotFound => new ModelPullException(
                $"The hub at {_endpoint} has no model {name}@{name.Revision}."),
            var status when (int)status is 408 or 429 or >= 500 => new HttpRequestException(
                $"the hub answered with {(int)status}", null, status),
            var status => new ModelPullException($"The hub at {_endpoint} answered with {(int)status}."),
        };
    }

    // Link: <https://…>; rel="next". Of another host it would be followed with the token, so it is not.
    private Uri? NextPage(HttpResponseMessage response)
    {
        var link = response.Headers.TryGetValues("Link", out var values)
            ? values.SelectMany(value => value.Split(',')).FirstOrDefault(value =>
                value.Contains("rel=\"next\"", StringComparison.Ordinal))
            : null;
        return link?.Split('<', '>') is [_, var target, ..] && Uri.TryCreate(_endpoint, target, out var next)
            && next.Authority == _endpoint.Authority
            ? next
            : null;
    }

    private static bool IsFile(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("type", out var type)
        && type.ValueEquals("file");

    private HubFile Read(JsonElement entry, ModelName name)
    {
        try
        {
            var path = entry.GetProperty("path").GetString()!;
            var size = entry.GetProperty("size").GetInt64();
            return entry.TryGetProperty("lfs", out var large) && large.ValueKind == JsonValueKind.Object
                ? new(path, size, new(large.GetProperty("oid").GetString()!, IsGit: false))
                : new(path, size, new(entry.GetProperty("oid").GetString()!, IsGit: true));
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Unexpected(name);
        }
    }

    private ModelPullException Unexpected(ModelName name) => new(
        $"What {_endpoint} answers of {name} is not what a model hub answers. Check HF_ENDPOINT.");

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
