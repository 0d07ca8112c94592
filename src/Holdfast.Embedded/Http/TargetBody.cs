using System.Text.Json;

namespace Holdfast.Embedded.Http;

/// <summary>Reads the body that says which invocation is meant.</summary>
internal static class TargetBody
{
    /// <exception cref="IngressException">400: it does not say so.</exception>
    public static InvocationTarget Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return Required(root, "target") switch
            {
                "workflow" => new InvocationTarget.ByWorkflow(
                    Required(root, "workflowName"), Required(root, "workflowKey"), Optional(root, "scope")),
                "idempotentInvocation" => new InvocationTarget.ByIdempotencyKey(
                    new Target(Required(root, "service"), Required(root, "handler"), Optional(root, "key")),
                    Required(root, "idempotencyKey"),
                    Optional(root, "scope")),
                "invocation" => IdFormat.Invocation(Required(root, "invocationId")),
                var other => throw Bad(
                    $"unknown target '{other}', expected 'workflow', 'idempotentInvocation' or 'invocation'"),
            };
        }
        catch (JsonException error)
        {
            throw Bad(error.Message);
        }
    }

    private static string Required(JsonElement root, string name) =>
        Optional(root, name) ?? throw Bad($"missing field '{name}'");

    private static string? Optional(JsonElement root, string name)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Bad("expected a JSON object");
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : throw Bad($"field '{name}' must be a string");
    }

    private static IngressException Bad(string problem) =>
        IngressException.BadRequest($"cannot read body: invalid request body: {problem}");
}
