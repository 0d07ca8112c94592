using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>What becomes of an invocation after a failed attempt.</summary>
internal static class Retries
{
    /// <summary>
    /// Waits of many invocations are spread by up to this share, so that they do not come back together.
    /// </summary>
    private const double Jitter = 0.2;

    public static RetryDecision Decide(AttemptError error, int failures, RetryPolicy policy)
    {
        if (error.Behavior == ErrorBehavior.Pause)
            return RetryDecision.Pause;
        if (error.Behavior == ErrorBehavior.Fail)
            return RetryDecision.FailNow;
        if (error.NextRetryDelay is { } given)
            return new(given, Fail: false);
        if (policy.MaxAttempts is { } max && failures >= max)
            return policy.OnMaxAttempts == OnMaxAttempts.Kill ? RetryDecision.FailNow : RetryDecision.Pause;
        return new(Delay(policy, failures), Fail: false);
    }

    private static TimeSpan Delay(RetryPolicy policy, int failures)
    {
        var exact = policy.InitialInterval.TotalMilliseconds * Math.Pow(policy.Factor, failures - 1);
        var bounded = Math.Min(exact, policy.MaxInterval.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(bounded * (1 - (Jitter * Random.Shared.NextDouble())));
    }
}

/// <summary>Retry after a delay, fail, or (neither) pause.</summary>
internal readonly record struct RetryDecision(TimeSpan? Delay, bool Fail)
{
    public static readonly RetryDecision Pause = new(null, Fail: false);
    public static readonly RetryDecision FailNow = new(null, Fail: true);
}
