using System.Text.Json.Serialization;

namespace Holdfast.Restate;

/// <summary>A service as the server knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>Service</c>, <c>VirtualObject</c> or <c>Workflow</c>.</param>
public sealed record ServiceInfo(string Name, [property: JsonPropertyName("ty")] string Type)
{
    /// <summary>Its handlers.</summary>
    public IReadOnlyList<HandlerInfo> Handlers { get; init; } = [];

    /// <summary>Where new invocations run, <c>dp_…</c>.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>Raised by each registration that changes where it runs.</summary>
    public int Revision { get; init; }

    /// <summary>False: the ingress refuses to call it.</summary>
    public bool Public { get; init; }

    /// <summary>How long results of invocations with an idempotency key are kept, such as <c>1d</c>.</summary>
    public string? IdempotencyRetention { get; init; }

    /// <summary>How long results of workflow runs are kept, such as <c>1d</c>; null unless it is a workflow.</summary>
    public string? WorkflowCompletionRetention { get; init; }

    /// <summary>How long journals of completed invocations are kept, such as <c>1d</c>.</summary>
    public string? JournalRetention { get; init; }

    /// <summary>After how long without progress an attempt is asked to suspend, such as <c>1m</c>.</summary>
    public string? InactivityTimeout { get; init; }

    /// <summary>How long it then has, such as <c>10m</c>.</summary>
    public string? AbortTimeout { get; init; }

    /// <summary>State is read when a handler asks for it.</summary>
    public bool EnableLazyState { get; init; }

    /// <summary>Markdown; null for none.</summary>
    public string? Documentation { get; init; }

    /// <summary>Pairs that the service declares; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>A handler as the server knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>Exclusive</c>, <c>Shared</c> or <c>Workflow</c>; null for handlers of services.</param>
public sealed record HandlerInfo(string Name, [property: JsonPropertyName("ty")] string? Type)
{
    /// <summary>False: the ingress refuses to call it.</summary>
    public bool Public { get; init; }

    /// <summary>What it takes, for people.</summary>
    public string? InputDescription { get; init; }

    /// <summary>What it returns, for people.</summary>
    public string? OutputDescription { get; init; }

    /// <summary>Markdown; null for none.</summary>
    public string? Documentation { get; init; }
}

/// <summary>Settings of a service to change; what is null stays as it is.</summary>
public sealed record ServiceUpdate
{
    /// <summary>May the ingress call it?</summary>
    public bool? Public { get; init; }

    /// <summary>How long results of invocations with an idempotency key are kept.</summary>
    public TimeSpan? IdempotencyRetention { get; init; }

    /// <summary>How long results of workflow runs are kept.</summary>
    public TimeSpan? WorkflowCompletionRetention { get; init; }

    /// <summary>How long journals of completed invocations are kept.</summary>
    public TimeSpan? JournalRetention { get; init; }

    /// <summary>After how long without progress an attempt is asked to suspend; zero: whenever it waits.</summary>
    public TimeSpan? InactivityTimeout { get; init; }

    /// <summary>How long it then has.</summary>
    public TimeSpan? AbortTimeout { get; init; }
}
