namespace Holdfast;

/// <summary>
/// How an engine treats a handler's invocations. What is null falls back to the service, then to the engine.
/// </summary>
public sealed record HandlerOptions
{
    /// <summary>Suspend an attempt that has waited this long.</summary>
    public TimeSpan? InactivityTimeout { get; init; }

    /// <summary>Abort an attempt that does not suspend within this time after being asked to.</summary>
    public TimeSpan? AbortTimeout { get; init; }

    /// <summary>Keep the result of a request with an idempotency key this long.</summary>
    public TimeSpan? IdempotencyRetention { get; init; }

    /// <summary>Keep a workflow's result and state this long.</summary>
    public TimeSpan? WorkflowRetention { get; init; }

    /// <summary>Keep the journal this long after completion.</summary>
    public TimeSpan? JournalRetention { get; init; }

    /// <summary>
    /// Content type that requests from outside must have, <c>*/*</c> for any, also for a handler without a request;
    /// null: what the request's serde writes.
    /// </summary>
    public string? Accept { get; init; }

    /// <summary>Not callable from outside.</summary>
    public bool? Private { get; init; }

    /// <summary>Read state entry by entry instead of all at the start.</summary>
    public bool? LazyState { get; init; }

    /// <summary>How failed attempts are retried.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>
    /// How this handler's values are written and read: request, result, state, and what it records and sends; null: as
    /// the service, then the program says. Handlers of one object share its state, so give them the same.
    /// </summary>
    public Serdes? Serdes { get; init; }

    /// <summary>For people, in markdown.</summary>
    public string? Documentation { get; init; }

    /// <summary>Pairs for tools.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>How failed attempts of an invocation are retried.</summary>
public sealed record RetryPolicy
{
    /// <summary>Wait before the second attempt.</summary>
    public TimeSpan InitialInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Each wait is this much longer than the one before.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>Attempts in all; null: no limit.</summary>
    public int? MaxAttempts { get; init; } = 70;

    /// <summary>What happens then.</summary>
    public OnMaxAttempts OnMaxAttempts { get; init; } = OnMaxAttempts.Pause;
}

/// <summary>What happens when the attempts are spent.</summary>
public enum OnMaxAttempts
{
    /// <summary>The invocation waits for an operator.</summary>
    Pause,

    /// <summary>The invocation fails terminally.</summary>
    Kill,
}
