using System.Net;
using System.Text;
using System.Text.Json;

namespace Holdfast.Restate.Ingress;

/// <summary>Turns the answer of a request that did not succeed into an exception.</summary>
internal static class IngressFailure
{
    private const string SourceHeader = "x-restate-error-source";
    private const string Invocation = "invocation";
    private const int MostOfAForeignBody = 200;

    /// <summary>Trying again may help.</summary>
    public static bool IsTransient(int status) => status is 429 or >= 500;

    /// <summary>
    /// What the invocation failed with, and what the ingress refuses, is terminal. What proxies say, or the ingress
    /// when it is overloaded or its cluster changes, is not the invocation's end.
    /// </summary>
    public static Exception Of(HttpResponseMessage response, byte[] body, bool isRepeatable, Uri server)
    {
        var status = (int)response.StatusCode;
        var error = Read(body);
        var isInvocations = error?.Source == Invocation || SourceOf(response) == Invocation;
        if (error?.Code is { } code && (isInvocations || !IsTransient(status)))
            return new TerminalException(error.Message ?? $"status {status}", code, error.Metadata);

        var said = error?.Message ?? Excerpt(body);
        var consequence = isRepeatable || !IsTransient(status)
            ? ""
            : " Whether the invocation was accepted is not known; with an idempotency key it would have been retried.";
        return new HttpRequestException(
            $"{server} answered {status} {response.ReasonPhrase}: {said}.{consequence}",
            null,
            (HttpStatusCode)status);
    }

    private static string? SourceOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(SourceHeader, out var values) ? values.FirstOrDefault() : null;

    private static IngressError? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, IngressJson.Default.IngressError);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Excerpt(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        return text.Length > MostOfAForeignBody ? $"{text[..MostOfAForeignBody]}…" : text;
    }
}
