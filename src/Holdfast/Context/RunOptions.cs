namespace Holdfast;

/// <summary>
/// How a side effect is retried. With a limit it ends in a <see cref="TerminalException"/> when that is reached.
/// </summary>
public sealed record RunOptions
{
    /// <summary>Attempts in all, counted across restarts; null: no limit.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>No new attempt after this time since the first; null: no limit.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Wait before the second attempt.</summary>
    public TimeSpan InitialInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Each wait is this much longer than the one before.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(10);
}
