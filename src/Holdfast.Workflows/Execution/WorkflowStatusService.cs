using Holdfast.Workflows.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Workflows.Execution;

/// <summary>Answers where a workflow stands: <c>POST /workflow-status/get {"key":"…"}</c>.</summary>
internal static class WorkflowStatusService
{
    public static ServiceDefinition Define() =>
        ServiceDefinition.Service("workflow-status")
            .With(new HandlerOptions { Documentation = """Where a workflow stands. Request: {"key": "<its id>"}.""" })
            .Handler<StatusRequest, WorkflowStatus>("get", GetAsync);

    private static async Task<WorkflowStatus> GetAsync(
        IServiceProvider services, IContext context, StatusRequest request)
    {
        if (request?.Key is not { } id)
            throw new TerminalException("Say which workflow: {\"key\": \"<workflow id>\"}", ErrorCode.BadRequest);
        if (WorkflowId.ProblemOf(id) is not null)
            return StatusAssembly.NotStarted;

        var status = await context.CallAsync<Unit, WorkflowStatus>(WorkflowRun.StatusOf(id), Unit.Value);
        if (WorkflowObservation.AddsNothingTo(status) || services.GetService<IInvocationQueries>() is not { } queries)
            return status;
        var observation = await context.RunAsync(
            "observe", cancellationToken => WorkflowObservation.OfAsync(queries, id, status, cancellationToken));
        return observation.AddTo(status, id);
    }
}

/// <summary>Which workflow.</summary>
/// <param name="Key">The definition's id.</param>
internal sealed record StatusRequest(string? Key);
