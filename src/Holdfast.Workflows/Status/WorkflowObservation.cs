using Holdfast.Workflows.Execution;

namespace Holdfast.Workflows;

/// <summary>
/// What the engine knows of a workflow that has not ended: retries, pauses, a kill. Asked for when somebody looks; the
/// workflow itself journals none of it.
/// </summary>
/// <param name="Run">The workflow's run; null: there is none.</param>
/// <param name="Step">The step under way; null: none is known.</param>
internal sealed record WorkflowObservation(InvocationGlimpse? Run, InvocationGlimpse? Step)
{
    /// <summary>Ended workflows have recorded all there is to know.</summary>
    public static bool AddsNothingTo(WorkflowStatus status) =>
        status.Status is WorkflowPhase.Finished or WorkflowPhase.Failed;

    /// <summary>Asks the engine.</summary>
    public static async Task<WorkflowObservation> OfAsync(
        IInvocationQueries queries, string id, WorkflowStatus status, CancellationToken cancellationToken)
    {
        var run = await FindRunAsync(queries, id, cancellationToken);
        var step = status.CurrentStep?.InvocationId is { } invocation
            ? await queries.FindAsync(invocation, cancellationToken)
            : null;
        return new(run is null ? null : InvocationGlimpse.Of(run), step is null ? null : InvocationGlimpse.Of(step));
    }

    /// <summary>The run of a workflow; null: there is none, or it is no longer kept.</summary>
    public static async Task<InvocationInfo?> FindRunAsync(
        IInvocationQueries queries, string id, CancellationToken cancellationToken)
    {
        var page = await queries.ListAsync(WorkflowRun.Query with { Key = id, Limit = 1 }, cancellationToken);
        return page.Items is [var run, ..] ? run : null;
    }

    /// <summary>The status, with what was observed.</summary>
    public WorkflowStatus AddTo(WorkflowStatus status, string id)
    {
        if (Run is null || AddsNothingTo(status))
            return status;
        if (Run.HasFailed)
            return Failed(status with { Id = id }, Run);

        // Trouble of the run itself stops the step too.
        var observed = Run.IsInTrouble ? Run : Step;
        return observed is null || observed.State == InvocationStatus.Completed
            ? status with { Id = id }
            : WithStep(status with { Id = id }, observed);
    }

    // Killed, or cancelled before it began: the run had no chance to record its end.
    private static WorkflowStatus Failed(WorkflowStatus status, InvocationGlimpse run)
    {
        var (index, service) = status.CurrentStep is { } current ? (current.Index, current.Service) : (0, "");
        var error = new WorkflowFailure(index, service, run.FailureCode ?? ErrorCode.Internal, run.LastError ?? "");
        return status with
        {
            Status = WorkflowPhase.Failed,
            CurrentStep = null,
            Error = error,
            FinishedAt = run.ModifiedAt,
            Steps = Replace(status.Steps, index, step => step with
            {
                Status = WorkflowPhase.Failed,
                FinishedAt = run.ModifiedAt,
                Error = new(error.Message, error.Code),
            }),
        };
    }

    private static WorkflowStatus WithStep(WorkflowStatus status, InvocationGlimpse observed)
    {
        if (status.CurrentStep is not { } current)
            return status;
        var error = observed.LastError is null ? null : new StepError(observed.LastError);
        return status with
        {
            CurrentStep = current with
            {
                State = observed.State,
                Attempts = observed.Attempts,
                LastError = observed.LastError,
                NextRetryAt = observed.NextRetryAt,
                WaitingFor = observed.WaitingFor,
            },
            Steps = Replace(
                status.Steps, current.Index, step => step with { Attempts = observed.Attempts, Error = error }),
        };
    }

    private static IReadOnlyList<StepStatus>? Replace(
        IReadOnlyList<StepStatus>? steps, int at, Func<StepStatus, StepStatus> change) =>
        steps is null ? null : [.. steps.Select((step, index) => index == at ? change(step) : step)];
}
