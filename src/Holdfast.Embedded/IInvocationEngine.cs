using Holdfast.Engine;

namespace Holdfast.Embedded;

/// <summary>The embedded engine's front door: what the HTTP ingress, the client and operators use.</summary>
internal interface IInvocationEngine : IInvocationQueries
{
    /// <summary>The services of this process.</summary>
    IReadOnlyDictionary<string, ServiceDefinition> Services { get; }

    /// <summary>
    /// Accepts an invocation, or finds the one with the same idempotency or workflow key. Durable when it returns, but
    /// for a new one whose end is waited for.
    /// </summary>
    /// <exception cref="TerminalException">
    /// 404: no such service or handler. 400: the target's shape does not fit.
    /// </exception>
    Task<Accepted> SubmitAsync(Submission submission, CancellationToken cancellationToken);

    /// <summary>Waits for an invocation to end.</summary>
    /// <exception cref="TerminalException">404: there is none.</exception>
    Task<Completed> AttachAsync(InvocationTarget invocation, CancellationToken cancellationToken);

    /// <summary>The end of an invocation; null while it has not ended.</summary>
    /// <exception cref="TerminalException">404: there is none.</exception>
    Task<Completed?> OutputAsync(InvocationTarget invocation, CancellationToken cancellationToken);

    /// <summary>The id that a target stands for.</summary>
    /// <exception cref="TerminalException">404: there is none.</exception>
    Task<string> LookupAsync(InvocationTarget invocation, CancellationToken cancellationToken);

    /// <summary>
    /// Resolves or rejects an awakeable, durably. Repeated completion is ignored: the first one counts.
    /// </summary>
    /// <exception cref="TerminalException">400: not an awakeable id. 404: its invocation is unknown.</exception>
    Task CompleteAwakeableAsync(string awakeableId, EntryResult result, CancellationToken cancellationToken);

    /// <summary>Cancels an invocation, durably.</summary>
    Task<OperationOutcome> CancelAsync(string invocationId, CancellationToken cancellationToken);

    /// <summary>Ends an invocation (and what it called) with 409 "killed", without running its handler again.</summary>
    Task<OperationOutcome> KillAsync(string invocationId, CancellationToken cancellationToken);

    /// <summary>Stops a running or retrying invocation until <see cref="ResumeAsync"/>.</summary>
    Task<OperationOutcome> PauseAsync(string invocationId, CancellationToken cancellationToken);

    /// <summary>Runs a paused or backing-off invocation now, its retries counted anew.</summary>
    Task<OperationOutcome> ResumeAsync(string invocationId, CancellationToken cancellationToken);

    /// <summary>Forgets a completed invocation: result, journal, idempotency key.</summary>
    Task<OperationOutcome> PurgeAsync(string invocationId, CancellationToken cancellationToken);
}

/// <summary>A request to invoke.</summary>
internal sealed record Submission(Target Target, ReadOnlyMemory<byte> Body)
{
    /// <summary>Headers for the handler, names in lower case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } =
        System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    public string? IdempotencyKey { get; init; }

    /// <summary>Not before this long from now; null: now.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>
    /// Will the end be waited for before anybody is told anything? Then there is no need to wait for the disk now.
    /// </summary>
    public bool AwaitsEnd { get; init; }
}

/// <summary>An accepted invocation.</summary>
/// <param name="InvocationId"><c>inv_…</c>.</param>
/// <param name="IsNew">False: it was there before.</param>
/// <param name="ExecutionTime">When a delayed one is due.</param>
internal sealed record Accepted(string InvocationId, bool IsNew, DateTimeOffset? ExecutionTime);

/// <summary>An invocation that ended.</summary>
/// <param name="InvocationId"><c>inv_…</c>.</param>
/// <param name="Result"><see cref="EntryResult.Value"/> or <see cref="EntryResult.Failure"/>.</param>
/// <param name="Expires">Until when the result is kept.</param>
internal sealed record Completed(string InvocationId, EntryResult Result, DateTimeOffset Expires);

/// <summary>What became of an operator's request.</summary>
internal enum OperationOutcome
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>Accepted: the handler will see it.</summary>
    Accepted,

    /// <summary>No such invocation.</summary>
    NotFound,

    /// <summary>Not possible in its present status, such as already completed.</summary>
    Conflict,
}
