namespace Holdfast.Restate;

/// <summary>How many invocations of scopes and limit keys run at a time.</summary>
/// <param name="Pattern">
/// Which: <c>*</c> for each scope, <c>scope/*</c> for each limit key of one, <c>scope/key</c> for one of them.
/// </param>
/// <param name="Concurrency">At most this many; null: without limit.</param>
public sealed record LimitRule(string Pattern, int? Concurrency)
{
    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Kept, and not in force.</summary>
    public bool Disabled { get; init; }

    /// <summary>Given by the server, raised by each change; 0 in what is sent.</summary>
    public int Version { get; init; }
}
