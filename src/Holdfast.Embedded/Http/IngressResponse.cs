using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Engine;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Embedded.Http;

/// <summary>Writes the answers of the ingress: the one place that knows their shape.</summary>
internal static class IngressResponse
{
    private const string InvocationId = "x-restate-id";
    private const string ErrorSource = "x-restate-error-source";
    private const string Expires = "idempotency-expires";
    private const string Json = "application/json";

    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The result of an invocation.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="completed">The invocation.</param>
    /// <param name="contentType">Of its handler's results; null: none.</param>
    /// <param name="isRetained">It had ended before it was asked for: then say how long it is kept.</param>
    public static Task WriteResultAsync(
        HttpResponse response, Completed completed, string? contentType, bool isRetained)
    {
        if (isRetained)
            response.Headers[Expires] = Instant(completed.Expires, "yyyy-MM-ddTHH:mm:ss.fff+00:00");
        if (completed.Result is EntryResult.Failure failure)
            return WriteFailureAsync(response, completed.InvocationId, failure);

        response.Headers[InvocationId] = completed.InvocationId;
        var bytes = completed.Result is EntryResult.Value value ? value.Bytes : default;
        response.ContentLength = bytes.Length;
        if (bytes.IsEmpty)
            return Task.CompletedTask;
        response.ContentType = contentType;
        return response.BodyWriter.WriteAsync(bytes).AsTask();
    }

    /// <summary>A failure that an invocation ended with, or would have.</summary>
    public static Task WriteFailureAsync(HttpResponse response, string? invocationId, EntryResult.Failure failure)
    {
        if (invocationId is not null)
            response.Headers[InvocationId] = invocationId;
        response.StatusCode = StatusOf(failure.Code);
        return WriteErrorAsync(response, failure, "invocation");
    }

    /// <summary>A request that the ingress refuses, or cannot serve.</summary>
    public static Task WriteErrorAsync(HttpResponse response, int status, string message)
    {
        response.StatusCode = status;
        return WriteErrorAsync(response, new EntryResult.Failure(status, message), "ingress");
    }

    /// <summary>An accepted send.</summary>
    public static Task WriteAcceptedAsync(HttpResponse response, Accepted accepted)
    {
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers[InvocationId] = accepted.InvocationId;
        return WriteJsonAsync(response, accepted, static (json, accepted) =>
        {
            json.WriteStartObject();
            json.WriteString("invocationId", accepted.InvocationId);
            if (accepted.ExecutionTime is { } time)
                json.WriteString("executionTime", Instant(time, "yyyy-MM-ddTHH:mm:ss.fffffff00Z"));
            json.WriteString("status", accepted.IsNew ? "Accepted" : "PreviouslyAccepted");
            json.WriteEndObject();
        });
    }

    /// <summary>JSON with a length, in one piece.</summary>
    public static Task WriteJsonAsync<T>(HttpResponse response, T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, _json))
            write(json, value);
        response.ContentType = Json;
        response.ContentLength = buffer.WrittenCount;
        return response.BodyWriter.WriteAsync(buffer.WrittenMemory).AsTask();
    }

    // Codes are up to handlers; those that are no error status in HTTP are sent as 500, and stay in the body.
    internal static int StatusOf(int code) => code is >= 400 and <= 999 ? code : 500;

    private static Task WriteErrorAsync(HttpResponse response, EntryResult.Failure failure, string source)
    {
        response.Headers[ErrorSource] = source;
        return WriteJsonAsync(response, (failure, source), static (json, error) =>
        {
            json.WriteStartObject();
            json.WriteNumber("code", error.failure.Code);
            json.WriteString("message", error.failure.Message);
            if (error.failure.Metadata is { Count: > 0 } metadata)
            {
                json.WriteStartObject("metadata");
                foreach (var (name, value) in metadata)
                    json.WriteString(name, value);
                json.WriteEndObject();
            }

            json.WriteString("source", error.source);
            json.WriteEndObject();
        });
    }

    private static string Instant(DateTimeOffset time, string format) =>
        time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
