using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Holdfast.Conformance.Tests;

/// <summary>Calls handlers over HTTP, as any client would. Both engines serve the same paths.</summary>
internal sealed class Ingress(HttpClient http)
{
    public HttpClient Http { get; } = http;

    /// <summary>Calls a handler, each time as a new request, and gives its result.</summary>
    /// <param name="path">Such as <c>Counter/key/add</c>.</param>
    /// <param name="request">Written as JSON; null: no body.</param>
    /// <param name="idempotencyKey">Null: one of its own.</param>
    /// <exception cref="FailedCallException">It failed.</exception>
    public async Task<JsonElement> CallAsync(string path, object? request = null, string? idempotencyKey = null)
    {
        using var message = Message(path, request);
        // So that a request can be repeated by the connection below.
        message.Headers.Add("idempotency-key", idempotencyKey ?? $"{Guid.NewGuid()}");
        using var response = await Http.SendAsync(message);
        return await ReadAsync(response);
    }

    /// <summary>Calls a handler, and gives its result as this type.</summary>
    public async Task<T> CallAsync<T>(string path, object? request = null) =>
        (await CallAsync(path, request)).Deserialize<T>()!;

    /// <summary>Calls a handler that is expected to fail.</summary>
    public Task<FailedCallException> FailAsync(string path, object? request = null) =>
        Assert.ThrowsAsync<FailedCallException>(() => CallAsync(path, request));

    /// <summary>Starts a handler without waiting.</summary>
    public async Task<Sent> SendAsync(string path, object? request = null)
    {
        using var message = Message($"{path}/send", request);
        using var response = await Http.SendAsync(message);
        return (await ReadAsync(response)).Deserialize<Sent>(JsonSerializerOptions.Web)!;
    }

    /// <summary>Waits for the result of an invocation.</summary>
    public async Task<JsonElement> AttachAsync(string invocationId)
    {
        using var response = await Http.GetAsync($"restate/attach/{invocationId}");
        return await ReadAsync(response);
    }

    /// <summary>
    /// Waits for the result of what a handler sent. The handler has the id as soon as the send is recorded; the server
    /// may start it later, and says 404 until then.
    /// </summary>
    public Task<JsonElement> AttachToSentAsync(string invocationId) =>
        Eventually.SucceedsAsync<JsonElement, FailedCallException>(() => AttachAsync(invocationId));

    /// <summary>What is at this path.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return await ReadAsync(response);
    }

    private static HttpRequestMessage Message(string path, object? request) => new(HttpMethod.Post, path)
    {
        Content = request is null ? null : JsonContent.Create(request, new MediaTypeHeaderValue("application/json")),
    };

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
            throw new FailedCallException((int)response.StatusCode, body);
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }
}

/// <summary>The answer to a send.</summary>
internal sealed record Sent(string InvocationId, string Status);

/// <summary>A handler failed, or there is none.</summary>
internal sealed class FailedCallException(int status, byte[] body)
    : Exception($"{status}: {System.Text.Encoding.UTF8.GetString(body)}")
{
    public JsonElement Error { get; } = JsonDocument.Parse(body).RootElement;

    public int Status { get; } = status;

    public int Code => Error.GetProperty("code").GetInt32();

    public string Text => Error.GetProperty("message").GetString()!;

    public IReadOnlyDictionary<string, string> Metadata => Error.TryGetProperty("metadata", out var metadata)
        ? metadata.Deserialize<Dictionary<string, string>>()!
        : [];
}
