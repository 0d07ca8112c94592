namespace Holdfast.Workflows;

/// <summary>What the engine knows of a step under way. Asked for when somebody looks, never journaled by the workflow.</summary>
internal sealed record StepObservation(
    InvocationStatus State, int Attempts, string? LastError, DateTimeOffset? NextRetryAt, string? WaitingFor)
{
    /// <summary>Asks the engine; null when it does not know the invocation.</summary>
    public static async Task<StepObservation?> OfAsync(
        IInvocationQueries queries, string invocationId, CancellationToken cancellationToken)
    {
        var info = await queries.FindAsync(invocationId, cancellationToken);
        return info is null ? null : Of(info);
    }

    /// <summary>The status, with what was observed of its current step.</summary>
    public WorkflowStatus AddTo(WorkflowStatus status)
    {
        // Completed: the workflow is about to record it.
        if (status is not { CurrentStep: { } current, Steps: { } steps } || State == InvocationStatus.Completed)
            return status;
        return status with
        {
            CurrentStep = current with
            {
                State = State,
                Attempts = Attempts,
                LastError = LastError,
                NextRetryAt = NextRetryAt,
                WaitingFor = WaitingFor,
            },
            Steps = [.. steps.Select((step, index) => index == current.Index ? AddTo(step) : step)],
        };
    }

    private StepStatus AddTo(StepStatus step) =>
        step with { Attempts = Attempts, Error = LastError is null ? null : new StepError(LastError) };

    private static StepObservation Of(InvocationInfo info)
    {
        // While it runs or waits inside an attempt, that attempt counts too.
        var underWay = info.Status is InvocationStatus.Running or InvocationStatus.Suspended;
        return new(
            info.Status, info.RetryCount + (underWay ? 1 : 0), info.LastFailure, info.NextRetryAt, info.WaitingFor);
    }
}
