namespace Holdfast.Engine;

/// <summary>All that an attempt needs to know at its start.</summary>
public sealed record AttemptStart
{
    /// <summary>Id of the invocation, text form <c>inv_…</c>.</summary>
    public required string InvocationId { get; init; }

    /// <summary>Key of the object or workflow; null for services.</summary>
    public string? Key { get; init; }

    /// <summary>Seed of the deterministic random of this invocation.</summary>
    public required ulong RandomSeed { get; init; }

    /// <summary>The journal so far, in order. Starts with an <see cref="InputCommand"/>.</summary>
    public required IReadOnlyList<JournalEntry> Journal { get; init; }

    /// <summary>State of the object as known at the start of the attempt. Not changed by the attempt.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> State { get; init; } =
        System.Collections.Frozen.FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>Is <see cref="State"/> only a part? Then missing entries are read lazily.</summary>
    public bool StateIsPartial { get; init; }

    /// <summary>Failed attempts since the last journal entry was stored; counts the retries of a pending run.</summary>
    public int RetryCount { get; init; }

    /// <summary>Time since the first of those failures.</summary>
    public TimeSpan RetryDuration { get; init; }

    /// <summary>Idempotency key of the request, if any.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Concurrency scope of the invocation, if any (protocol V7).</summary>
    public string? Scope { get; init; }

    /// <summary>Limit key inside the scope, if any (protocol V7).</summary>
    public string? LimitKey { get; init; }

    /// <summary>
    /// Can the engine carry scope and limit keys? If not, setting one is an error (573), never dropped.
    /// </summary>
    public bool SupportsScopes { get; init; }

    /// <summary>
    /// Can the engine pause an invocation when an error says so? If not, such errors are retried (protocol before V7).
    /// </summary>
    public bool SupportsErrorBehavior { get; init; } = true;
}
