namespace Holdfast.Workflows.Execution;

/// <summary>A definition that was found valid: the request to the workflow's run.</summary>
/// <param name="Definition">What to do.</param>
/// <param name="RequestedBy">Invocation that asked first; tells it apart from later requests of the same id.</param>
/// <param name="AcceptedAt">When it was found valid.</param>
internal sealed record AcceptedWorkflow(WorkflowDefinition Definition, string RequestedBy, DateTimeOffset AcceptedAt);
