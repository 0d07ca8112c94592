using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Holdfast.Restate.Endpoint.Discovery;

// The shapes of Restate's endpoint manifest, V4; earlier versions have fewer of these. Durations are milliseconds.
// Unknown properties are an error there, and so what is null is not written.

internal sealed record Manifest(
    string ProtocolMode, int MinProtocolVersion, int MaxProtocolVersion, IReadOnlyList<ServiceManifest> Services);

/// <summary>What a service and a handler say in the same words. V1 has none of it.</summary>
internal abstract record OptionsManifest
{
    public string? Documentation { get; set; }

    public IReadOnlyDictionary<string, string>? Metadata { get; set; }

    public long? InactivityTimeout { get; set; }

    public long? AbortTimeout { get; set; }

    public long? JournalRetention { get; set; }

    public long? IdempotencyRetention { get; set; }

    public bool? EnableLazyState { get; set; }

    public bool? IngressPrivate { get; set; }

    public long? RetryPolicyInitialInterval { get; set; }

    public long? RetryPolicyMaxInterval { get; set; }

    public int? RetryPolicyMaxAttempts { get; set; }

    public double? RetryPolicyExponentiationFactor { get; set; }

    public string? RetryPolicyOnMaxAttempts { get; set; }
}

internal sealed record ServiceManifest(string Name, string Ty, IReadOnlyList<HandlerManifest> Handlers)
    : OptionsManifest;

internal sealed record HandlerManifest(string Name, string? Ty, InputManifest Input, OutputManifest Output)
    : OptionsManifest
{
    public long? WorkflowCompletionRetention { get; set; }
}

internal sealed record InputManifest(bool? Required = null, string? ContentType = null, JsonNode? JsonSchema = null);

internal sealed record OutputManifest(
    string? ContentType = null, bool? SetContentTypeIfEmpty = null, JsonNode? JsonSchema = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
