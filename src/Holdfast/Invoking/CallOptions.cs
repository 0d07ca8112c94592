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

    /// <summary>Limit key inside the scope, which it needs (Restate protocol V7).</summary>
    public string? LimitKey { get; init; }

    /// <summary>Equal when all of it is, headers by content.</summary>
    public bool Equals(CallOptions? other) =>
        other is not null && IdempotencyKey == other.IdempotencyKey && Scope == other.Scope
            && LimitKey == other.LimitKey
        && SameHeaders(Headers, other.Headers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IdempotencyKey, Scope, LimitKey, Headers?.Count ?? 0);

    private static bool SameHeaders(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0)
        && (a is null or { Count: 0 } || a.All(pair => b!.TryGetValue(pair.Key, out var value) && value == pair.Value));
}
