using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Embedded.Http;

/// <summary>Writes the answers of the operator API.</summary>
internal static class OperatorResponse
{
    public static Task WriteErrorAsync(HttpResponse response, int status, string message)
    {
        response.StatusCode = status;
        return IngressResponse.WriteJsonAsync(response, message, static (json, message) =>
        {
            json.WriteStartObject();
            json.WriteString("message", message);
            json.WriteNull("restate_code");
            json.WriteEndObject();
        });
    }

    public static Task WriteBadIdAsync(HttpResponse response, string problem) =>
        WriteErrorAsync(response, 400, $"The request field 'invocation_id' is invalid. Reason: {problem}");

    public static Task WriteNoInvocationAsync(HttpResponse response, string id) =>
        WriteErrorAsync(response, 404, $"The requested invocation '{id}' does not exist");

    public static Task WritePageAsync(HttpResponse response, InvocationPage page) =>
        IngressResponse.WriteJsonAsync(response, page, static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("invocations");
            foreach (var item in page.Items)
                WriteInvocation(json, item);
            json.WriteEndArray();
            json.WriteString("next", page.Next);
            json.WriteEndObject();
        });

    public static Task WriteInvocationAsync(HttpResponse response, InvocationInfo invocation) =>
        IngressResponse.WriteJsonAsync(response, invocation, WriteInvocation);

    public static Task WriteServicesAsync(HttpResponse response, IEnumerable<IngressService> services) =>
        IngressResponse.WriteJsonAsync(response, services, static (json, services) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("services");
            foreach (var service in services)
                WriteService(json, service);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    public static Task WriteServiceAsync(HttpResponse response, IngressService service) =>
        IngressResponse.WriteJsonAsync(response, service, WriteService);

    private static void WriteInvocation(Utf8JsonWriter json, InvocationInfo invocation)
    {
        json.WriteStartObject();
        json.WriteString("id", invocation.Id);
        json.WriteString("service", invocation.Target.Service);
        WriteOptional(json, "key", invocation.Target.Key);
        json.WriteString("handler", invocation.Target.Handler);
        json.WriteString("status", StatusName.Of(invocation.Status));
        json.WriteString("createdAt", invocation.CreatedAt);
        json.WriteString("modifiedAt", invocation.ModifiedAt);
        if (invocation.CompletedAt is { } completedAt)
            json.WriteString("completedAt", completedAt);
        WriteOptional(json, "idempotencyKey", invocation.IdempotencyKey);
        json.WriteNumber("retryCount", invocation.RetryCount);
        if (invocation.NextRetryAt is { } nextRetryAt)
            json.WriteString("nextRetryAt", nextRetryAt);
        WriteOptional(json, "lastFailure", invocation.LastFailure);
        WriteOptional(json, "waitingFor", invocation.WaitingFor);
        json.WriteEndObject();
    }

    private static void WriteService(Utf8JsonWriter json, IngressService service)
    {
        var handlers = service.Handlers.ToArray();
        json.WriteStartObject();
        json.WriteString("name", service.Definition.Name);
        json.WriteString("ty", service.Definition.Kind.ToString());
        json.WriteBoolean("public", !handlers.All(handler => handler.IsPrivate));
        WriteOptional(json, "documentation", service.Definition.Options.Documentation);
        json.WriteStartArray("handlers");
        foreach (var handler in handlers)
            WriteHandler(json, handler);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHandler(Utf8JsonWriter json, IngressHandler handler)
    {
        json.WriteStartObject();
        json.WriteString("name", handler.Definition.Name);
        if (KindName(handler.Definition.Kind) is { } kind)
            json.WriteString("ty", kind);
        json.WriteBoolean("public", !handler.IsPrivate);
        json.WriteString("input_description", handler.Input.ContentType ?? "none");
        json.WriteString("output_description", handler.OutputContentType ?? "none");
        WriteOptional(json, "documentation", handler.Definition.Options?.Documentation);
        json.WriteEndObject();
    }

    private static string? KindName(HandlerKind kind) => kind switch
    {
        HandlerKind.Exclusive => "Exclusive",
        HandlerKind.Shared => "Shared",
        HandlerKind.Run => "Workflow",
        _ => null,
    };

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
