using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Host.Client;

/// <summary>Talks to a running server over HTTP. Every failure becomes a <see cref="ProgramException"/>.</summary>
internal sealed class ServerApi(Uri server, string? apiKey = null) : IDisposable
{
    // A workflow may run for hours; who waits for it decides how long.
    private readonly HttpClient _http = new()
    {
        BaseAddress = server,
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { Authorization = string.IsNullOrEmpty(apiKey) ? null : new("Bearer", apiKey) },
    };

    /// <summary>Reads what is at a path.</summary>
    public Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>Posts nothing to a path.</summary>
    public Task<JsonNode?> PostAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path), cancellationToken);

    /// <summary>Asks an operator's operation; true when it is done, false when it was accepted and goes on.</summary>
    public async Task<bool> PatchAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(new HttpRequestMessage(HttpMethod.Patch, path), cancellationToken);
        return response.StatusCode != System.Net.HttpStatusCode.Accepted;
    }

    /// <summary>Calls a handler with a JSON value, and reads its result.</summary>
    public Task<JsonNode?> CallAsync(
        string path, JsonNode body, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (idempotencyKey is not null)
            request.Headers.Add("idempotency-key", idempotencyKey);
        return SendAsync(request, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException error)
        {
            throw new ProgramException(
                ExitCode.NoServer, $"What answers at {server} is not Holdfast: {error.Message}", error);
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new ProgramException(
                ExitCode.NoServer,
                $"No answer from {server} ({error.Message}). Start one with 'holdfast serve', or name one with --url.",
                error);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new ProgramException(ExitCode.Failed, await ReasonAsync(response, cancellationToken));
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var said = $"The server says {(int)response.StatusCode}";
        try
        {
            return $"{said}: {JsonNode.Parse(text)?["message"]?.GetValue<string>() ?? text}";
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return $"{said}: {text}";
        }
    }
}
