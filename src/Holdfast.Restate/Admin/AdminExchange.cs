using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Restate.Transport;

namespace Holdfast.Restate.Admin;

/// <summary>Requests to the admin API, and its errors.</summary>
internal sealed class AdminExchange(ServerHttp server) : IDisposable
{
    /// <summary>Sends a request that has no answer but its status.</summary>
    public async Task SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(method, path, null, cancellationToken);
    }

    /// <summary>Sends a value to where no answer but a status comes from.</summary>
    public async Task SendAsync<T>(
        HttpMethod method, string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(method, path, JsonContentOf(body, type), cancellationToken);
    }

    public async Task<TAnswer> ReadAsync<TAnswer>(
        HttpMethod method, string path, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(method, path, null, cancellationToken);
        return await AnswerOfAsync(response, answerType, cancellationToken);
    }

    public async Task<TAnswer> ReadAsync<T, TAnswer>(
        HttpMethod method,
        string path,
        T body,
        JsonTypeInfo<T> type,
        JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(method, path, JsonContentOf(body, type), cancellationToken);
        return await AnswerOfAsync(response, answerType, cancellationToken);
    }

    public void Dispose() => server.Dispose();

    private static ByteArrayContent JsonContentOf<T>(T body, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = new("application/json") } };

    private static async Task<TAnswer> AnswerOfAsync<TAnswer>(
        HttpResponseMessage response, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return (await JsonSerializer.DeserializeAsync(stream, type, cancellationToken))!;
    }

    private async Task<HttpResponseMessage> ExchangeAsync(
        HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, (Uri?)null) { Content = body };
        // Without it the rows of a query come in a binary format.
        request.Headers.Add("accept", "application/json");
        var response = await server.SendAsync(request, path, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await RefusalAsync($"{method} {path}", response, cancellationToken);
    }

    private static async Task<RestateAdminException> RefusalAsync(
        string request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            var error = JsonSerializer.Deserialize(text, AdminJson.Default.AdminError);
            return new(request, status, error?.Message ?? text, error?.RestateCode);
        }
        catch (JsonException)
        {
            return new(request, status, text.Length > 0 ? text : response.ReasonPhrase ?? "no reason", null);
        }
    }
}
