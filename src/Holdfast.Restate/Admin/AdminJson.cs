using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Restate.Admin;

internal sealed record AdminError(string? Message, string? RestateCode);

internal sealed record RegistrationRequest(string Uri)
{
    // The server's convention has no underscore before the number's second digit.
    [JsonPropertyName("use_http_11")]
    public bool UseHttp11 { get; init; }

    public bool Force { get; init; }

    public bool DryRun { get; init; }

    public bool Breaking { get; init; }

    public IReadOnlyDictionary<string, string>? AdditionalHeaders { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

internal sealed record DeploymentList(IReadOnlyList<Deployment> Deployments);

internal sealed record ServiceList(IReadOnlyList<ServiceInfo> Services);

internal sealed record StateRequest(string ObjectKey, Dictionary<string, int[]> NewState, string? Version);

internal sealed record Restarted(string NewInvocationId);

internal sealed record SqlQuery(string Query);

internal sealed record SqlRows(IReadOnlyList<JsonElement> Rows);

internal sealed record LimitRulePattern(string Pattern);

internal sealed record Limits(int? Concurrency);

internal sealed record LimitRuleJson(string Pattern, Limits? Limits, string? Description, bool Disabled)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Version { get; init; }

    public static LimitRuleJson Of(LimitRule rule) =>
        new(rule.Pattern, new(rule.Concurrency), rule.Description, rule.Disabled);

    public LimitRule ToRule() =>
        new(Pattern, Limits?.Concurrency) { Description = Description, Disabled = Disabled, Version = Version };
}

/// <summary>Times as the server takes them: milliseconds with their unit.</summary>
internal sealed record ServiceUpdateRequest(bool? Public)
{
    public string? IdempotencyRetention { get; init; }

    public string? WorkflowCompletionRetention { get; init; }

    public string? JournalRetention { get; init; }

    public string? InactivityTimeout { get; init; }

    public string? AbortTimeout { get; init; }

    public static ServiceUpdateRequest Of(ServiceUpdate update) => new(update.Public)
    {
        IdempotencyRetention = Text(update.IdempotencyRetention),
        WorkflowCompletionRetention = Text(update.WorkflowCompletionRetention),
        JournalRetention = Text(update.JournalRetention),
        InactivityTimeout = Text(update.InactivityTimeout),
        AbortTimeout = Text(update.AbortTimeout),
    };

    private static string? Text(TimeSpan? time) =>
        time is { } value ? FormattableString.Invariant($"{(long)value.TotalMilliseconds}ms") : null;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdminError))]
[JsonSerializable(typeof(RegistrationRequest))]
[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(DeploymentList))]
[JsonSerializable(typeof(ServiceList))]
[JsonSerializable(typeof(ServiceUpdateRequest))]
[JsonSerializable(typeof(StateRequest))]
[JsonSerializable(typeof(Restarted))]
[JsonSerializable(typeof(SqlQuery))]
[JsonSerializable(typeof(SqlRows))]
[JsonSerializable(typeof(LimitRuleJson[]))]
[JsonSerializable(typeof(LimitRulePattern[]))]
[JsonSerializable(typeof(ServerVersion))]
[JsonSerializable(typeof(ClusterHealth))]
[JsonSerializable(typeof(InvocationRow))]
[JsonSerializable(typeof(JournalRow))]
[JsonSerializable(typeof(EventRow))]
[JsonSerializable(typeof(InvocationEvent))]
internal sealed partial class AdminJson : JsonSerializerContext;
