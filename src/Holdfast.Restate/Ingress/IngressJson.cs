using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Restate.Ingress;

/// <summary>The answer to a send.</summary>
internal sealed record Sent(string InvocationId, string Status, DateTimeOffset? ExecutionTime = null);

/// <summary>The answer to a lookup.</summary>
internal sealed record LookedUp(string InvocationId);

/// <summary>The body of an error.</summary>
internal sealed record IngressError(int? Code, string? Message, string? Source = null)
{
    public Dictionary<string, string>? Metadata { get; init; }
}

/// <summary>The body that names an invocation: which members it has depends on <paramref name="Target"/>.</summary>
internal sealed record IngressTarget(string Target)
{
    public string? InvocationId { get; init; }

    public string? WorkflowName { get; init; }

    public string? WorkflowKey { get; init; }

    public string? Service { get; init; }

    public string? Key { get; init; }

    public string? Handler { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? Scope { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Sent))]
[JsonSerializable(typeof(LookedUp))]
[JsonSerializable(typeof(IngressError))]
[JsonSerializable(typeof(IngressTarget))]
internal sealed partial class IngressJson : JsonSerializerContext;
