namespace Holdfast;

/// <summary>What may accompany a call or send.</summary>
public sealed record CallOptions
{
    /// <summary>No options.</summary>
    public static readonly CallOptions None = new();

    /// <summary>Invocations of one handler (and key) with the same idempotency key are one invocation.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Headers that the handler sees.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Concurrency scope (Restate protocol V7).</summary>
    public string? Scope { get; init; }

    /// <summary>Limit key inside the scope (Restate protocol V7).</summary>
    public string? LimitKey { get; init; }

    /// <summary>Equal when all of it is, headers by content.</summary>
    public bool Equals(CallOptions? other) =>
        other is not null && IdempotencyKey == other.IdempotencyKey && Scope == other.Scope && LimitKey == other.LimitKey
        && (Headers ?? Empty).OrderBy(h => h.Key, StringComparer.Ordinal)
            .SequenceEqual((other.Headers ?? Empty).OrderBy(h => h.Key, StringComparer.Ordinal));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IdempotencyKey, Scope, LimitKey, Headers?.Count ?? 0);

    private static readonly IReadOnlyDictionary<string, string> Empty =
        System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
