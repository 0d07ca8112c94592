using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>Decides what becomes of a failed side effect: another attempt, or a recorded failure.</summary>
internal static class RunRetry
{
    /// <summary>The failure to record when the limits are reached; null: try again.</summary>
    public static EntryResult.Failure? Spent(PendingRun run, int attempts, TimeSpan duration, Exception error)
    {
        var options = run.Options;
        if ((options?.MaxAttempts is not { } most || attempts < most)
            && (options?.MaxDuration is not { } longest || duration < longest))
            return null;
        return new(
            ErrorCode.Internal,
            $"{CommandName(run)} failed after {attempts} {(attempts == 1 ? "attempt" : "attempts")}: "
            + $"{error.GetType().Name}: {error.Message}");
    }

    /// <summary>The error that has the attempt retried.</summary>
    public static AttemptError Again(PendingRun run, int attempts, Exception error) => new(
        ErrorCode.Internal,
        $"{CommandName(run)} failed in attempt {attempts}: {error.GetType().Name}: {error.Message}",
        error.ToString())
    {
        CommandIndex = run.CommandIndex,
        CommandName = run.Command.Name,
        CommandType = typeof(RunCommand),
        NextRetryDelay = run.Options is { } options ? Delay(options, attempts) : null,
    };

    private static TimeSpan Delay(RunOptions options, int attempts)
    {
        var ticks = options.InitialInterval.Ticks * Math.Pow(options.Factor, attempts - 1);
        // Not Math.Min on ticks: the power may be infinite, and a cast of that is no time.
        return ticks < options.MaxInterval.Ticks ? TimeSpan.FromTicks((long)ticks) : options.MaxInterval;
    }

    private static string CommandName(PendingRun run) => $"Run \"{run.Command.Name}\"";
}
