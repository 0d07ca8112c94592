using Holdfast.Workflows.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Workflows.Execution;

/// <summary>Answers where a workflow stands: <c>POST /workflow-status/get {"key":"…"}</c>.</summary>
internal static partial class WorkflowStatusService
{
    private static readonly TimeSpan _observationLimit = TimeSpan.FromSeconds(5);

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
            "observe", cancellationToken => ObserveAsync(services, queries, id, status, cancellationToken));
        return observation.AddTo(status, id);
    }

    /// <summary>
    /// Asks the engine, which may be another process. When it does not answer, what the workflow recorded is the
    /// status.
    /// </summary>
    private static async Task<WorkflowObservation> ObserveAsync(
        IServiceProvider services,
        IInvocationQueries queries,
        string id,
        WorkflowStatus status,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(
            _observationLimit, services.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await WorkflowObservation.OfAsync(queries, id, status, either.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            NotObserved(services.GetRequiredService<ILogger<WorkflowObservation>>(), id, error.Message);
            return new(Run: null, Step: null);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message =
        "The status of {Id} lacks attempts and retries, because the engine did not tell them: {Problem}")]
    private static partial void NotObserved(ILogger logger, string id, string problem);
}

/// <summary>Which workflow.</summary>
/// <param name="Key">The definition's id.</param>
internal sealed record StatusRequest(string? Key);
