namespace Holdfast.Workflows;

/// <summary>What the engine knows of an invocation at a moment.</summary>
internal sealed record InvocationGlimpse(
    InvocationStatus State,
    int Attempts,
    string? LastError,
    int? FailureCode,
    DateTimeOffset? NextRetryAt,
    DateTimeOffset ModifiedAt,
    string? WaitingFor)
{
    /// <summary>It ended with a failure.</summary>
    public bool HasFailed => State == InvocationStatus.Completed && FailureCode is not null;

    /// <summary>It cannot go on at the moment.</summary>
    public bool IsInTrouble => State is InvocationStatus.BackingOff or InvocationStatus.Paused;

    public static InvocationGlimpse Of(InvocationInfo info)
    {
        // While it runs or waits inside an attempt, that attempt counts too.
        var underWay = info.Status is InvocationStatus.Running or InvocationStatus.Suspended;
        return new(
            info.Status,
            info.RetryCount + (underWay ? 1 : 0),
            info.LastFailure,
            info.FailureCode,
            info.NextRetryAt,
            info.ModifiedAt,
            info.WaitingFor);
    }
}
