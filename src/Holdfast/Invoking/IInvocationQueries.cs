namespace Holdfast;

/// <summary>What an engine knows of its invocations, for listings and operators.</summary>
public interface IInvocationQueries
{
    /// <summary>One invocation; null when there is none, or it is no longer retained.</summary>
    Task<InvocationInfo?> FindAsync(string invocationId, CancellationToken cancellationToken = default);

    /// <summary>Invocations, newest first.</summary>
    Task<InvocationPage> ListAsync(InvocationQuery query, CancellationToken cancellationToken = default);
}

/// <summary>Which invocations to list.</summary>
public sealed record InvocationQuery
{
    /// <summary>Only of this service.</summary>
    public string? Service { get; init; }

    /// <summary>Only of this handler.</summary>
    public string? Handler { get; init; }

    /// <summary>Only of this key.</summary>
    public string? Key { get; init; }

    /// <summary>Only with this status.</summary>
    public InvocationStatus? Status { get; init; }

    /// <summary>At most this many.</summary>
    public int Limit { get; init; } = 100;

    /// <summary><see cref="InvocationPage.Next"/> of the page before; null for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>One page of a listing.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Cursor of the next page; null when this is the last.</param>
public sealed record InvocationPage(IReadOnlyList<InvocationInfo> Items, string? Next);

/// <summary>One invocation, for people: where it stands, since when, and what would move it.</summary>
public sealed record InvocationInfo
{
    /// <summary><c>inv_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The handler.</summary>
    public required Target Target { get; init; }

    /// <summary>Where it stands.</summary>
    public required InvocationStatus Status { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came into this status.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Its idempotency key, if any.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Failed attempts since it last made progress.</summary>
    public int RetryCount { get; init; }

    /// <summary>When it is tried again; null when no retry is due.</summary>
    public DateTimeOffset? NextRetryAt { get; init; }

    /// <summary>Why the last attempt failed, or with what it ended; null when nothing failed.</summary>
    public string? LastFailure { get; init; }

    /// <summary>Code of the failure that it ended with; null unless it ended with one.</summary>
    public int? FailureCode { get; init; }

    /// <summary>
    /// For people: what it waits for, such as <c>sleep until …</c> or <c>awakeable sign_1…</c>; null when it runs.
    /// </summary>
    public string? WaitingFor { get; init; }
}

/// <summary>Where an invocation stands.</summary>
public enum InvocationStatus
{
    /// <summary>Accepted, and due later.</summary>
    Scheduled,

    /// <summary>Waits for its turn on its key, or for a free place.</summary>
    Pending,

    /// <summary>Its handler runs.</summary>
    Running,

    /// <summary>Waits, and holds no memory.</summary>
    Suspended,

    /// <summary>Its last attempt failed; the next one is due later.</summary>
    BackingOff,

    /// <summary>Waits for an operator.</summary>
    Paused,

    /// <summary>Ended.</summary>
    Completed,
}
