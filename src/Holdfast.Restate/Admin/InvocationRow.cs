using System.Text.Json.Serialization;

namespace Holdfast.Restate.Admin;

/// <summary>A row of <c>sys_invocation</c>. What is null in the table is missing in the row.</summary>
internal sealed record InvocationRow(
    string Id, string TargetServiceName, string TargetHandlerName, string Status, DateTimeOffset CreatedAt)
{
    // Server 1.7 fills scheduled_start_at only where scheduled_at is asked for too.
    public const string Columns =
        "id, target_service_name, target_service_key, target_handler_name, idempotency_key, created_at, modified_at, "
        + "scheduled_at, scheduled_start_at, completed_at, retry_count, next_retry_at, last_failure, "
        + "suspended_waiting_future_json, "
        + "last_awaiting_on_future_json, status, completion_failure";

    public string? TargetServiceKey { get; init; }

    public string? IdempotencyKey { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    public DateTimeOffset? ScheduledStartAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Attempts since it last made progress, with the one that runs.</summary>
    public int RetryCount { get; init; }

    public DateTimeOffset? NextRetryAt { get; init; }

    public string? LastFailure { get; init; }

    /// <summary>The await tree, as JSON, that it is suspended on.</summary>
    public string? SuspendedWaitingFutureJson { get; init; }

    /// <summary>The await tree, as JSON, that its attempt says it waits on.</summary>
    public string? LastAwaitingOnFutureJson { get; init; }

    public string? CompletionFailure { get; init; }

    [JsonIgnore]
    public Target Target => new(TargetServiceName, TargetHandlerName, TargetServiceKey);
}

/// <summary>A row of <c>sys_journal</c>.</summary>
internal sealed record JournalRow(string? EntryLiteJson);

/// <summary>A row of <c>sys_journal_events</c>.</summary>
internal sealed record EventRow(string Id, string? EventJson);

/// <summary>The JSON of an event: an attempt's failure, or a pause with the failure before it.</summary>
internal sealed record InvocationEvent(string? ErrorMessage, InvocationEvent? LastFailure)
{
    public string? Message => ErrorMessage ?? LastFailure?.ErrorMessage;
}
