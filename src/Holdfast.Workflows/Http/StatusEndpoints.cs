using Holdfast.Workflows.Execution;
using Holdfast.Workflows.Serialization;
using Holdfast.Workflows.Validation;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Workflows.Http;

/// <summary>Where one workflow stands, and ending it.</summary>
internal static class StatusEndpoints
{
    public static async Task<IResult> GetAsync(
        string id, IHoldfastClient client, IInvocationQueries queries, CancellationToken cancellationToken) =>
        await FindAsync(id, client, queries, cancellationToken) is { } status
            ? TypedResults.Json(status, WorkflowJson.Shared.WorkflowStatus)
            : HttpErrors.UnknownWorkflow(id);

    /// <summary>Accepts a cancellation: the workflow sees it at its next await, and cancels its step too.</summary>
    public static async Task<IResult> CancelAsync(
        string id, IHoldfastClient client, IInvocationQueries queries, CancellationToken cancellationToken)
    {
        if (await WorkflowObservation.FindRunAsync(queries, id, cancellationToken) is not { } run)
            return HttpErrors.UnknownWorkflow(id);
        if (run.Status == InvocationStatus.Completed)
            return HttpErrors.Of(
                ErrorCode.Conflict, $"The workflow '{id}' has ended already; there is nothing to cancel.");

        await client.CancelAsync(run.Id, cancellationToken);
        return TypedResults.Json(
            new CancelReceipt(id, run.Id),
            WorkflowJson.Shared.CancelReceipt,
            statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>The status as it is now; null: no such workflow.</summary>
    public static async Task<WorkflowStatus?> FindAsync(
        string id, IHoldfastClient client, IInvocationQueries queries, CancellationToken cancellationToken)
    {
        if (WorkflowId.ProblemOf(id) is not null)
            return null;

        var status = await client.CallAsync<Unit, WorkflowStatus>(
            WorkflowRun.StatusOf(id), Unit.Value, cancellationToken: cancellationToken);
        if (WorkflowObservation.AddsNothingTo(status))
            return status;
        var observation = await WorkflowObservation.OfAsync(queries, id, status, cancellationToken);
        return observation.Run is null && status.Status == WorkflowPhase.NotStarted
            ? null
            : observation.AddTo(status, id);
    }
}
