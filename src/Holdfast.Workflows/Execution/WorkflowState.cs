using System.Globalization;

namespace Holdfast.Workflows.Execution;

/// <summary>
/// Names of the state entries of a run. One entry per step, written twice: so that what a workflow writes grows with
/// its length, not with its square.
/// </summary>
internal static class WorkflowState
{
    public static readonly StateKey<WorkflowBeginning> Beginning = new("beginning");

    public static readonly StateKey<WorkflowEnd> End = new("end");

    public static StateKey<StepProgress> Step(int index) => new("step-" + index.ToString(CultureInfo.InvariantCulture));
}

/// <summary>What is known of a workflow from its first moment.</summary>
internal sealed record WorkflowBeginning(
    WorkflowDefinition Definition, string ImgName, string RequestedBy, DateTimeOffset CreatedAt);

/// <summary>How far a step came: started while there is no message yet.</summary>
internal sealed record StepProgress(string InvocationId, string? Message = null, DateTimeOffset? FinishedAt = null);

/// <summary>How a workflow ended; well when there is no failure.</summary>
internal sealed record WorkflowEnd(DateTimeOffset FinishedAt, WorkflowFailure? Error = null);
