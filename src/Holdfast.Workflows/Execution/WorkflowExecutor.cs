using System.Text.Json;
using Holdfast.Workflows.Serialization;
using Holdfast.Workflows.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Workflows.Execution;

/// <summary>The front door: takes a definition, answers how its workflow ended.</summary>
internal static class WorkflowExecutor
{
    public const string Service = "workflow-executor";

    private static readonly TimeSpan _firstPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestPoll = TimeSpan.FromSeconds(10);

    public static ServiceDefinition Define() =>
        ServiceDefinition.Service(Service)
            .With(new HandlerOptions
            {
                Documentation = "Validates a workflow definition, executes it once, answers its final status.",
            })

            // Unread: what is wrong with a request we say ourselves.
            .Handler<ReadOnlyMemory<byte>, Encoded<WorkflowStatus>>("execute", ExecuteAsync, new() { Accept = "*/*" });

    private static async Task<Encoded<WorkflowStatus>> ExecuteAsync(
        IServiceProvider services, IContext context, ReadOnlyMemory<byte> body)
    {
        // Recorded: a definition is judged once, by the catalogue of that moment, also when a deploy changes the
        // catalogue.
        var accepted = await context.RunAsync("validate", AdmitAsync);
        var id = AcceptedWorkflow.IdIn(accepted);
        try
        {
            return await context.CallAsync<Encoded<AcceptedWorkflow>, Encoded<WorkflowStatus>>(
                WorkflowRun.RunOf(id), accepted);
        }
        catch (TerminalException conflict) when (conflict is { Code: ErrorCode.Conflict } and not CancelledException)
        {
            return await JoinAsync(context, AcceptedWorkflow.Read(accepted).Definition, conflict);
        }

        async Task<Encoded<AcceptedWorkflow>> AdmitAsync(CancellationToken cancellationToken)
        {
            var definition = await services.GetRequiredService<WorkflowAdmission>().AdmitAsync(body, cancellationToken);
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            return new AcceptedWorkflow(definition, context.InvocationId, now).Write();
        }
    }

    /// <summary>
    /// The id is in use, or the run that this very invocation started failed with a conflict of its own.
    /// </summary>
    private static async Task<Encoded<WorkflowStatus>> JoinAsync(
        IContext context, WorkflowDefinition definition, TerminalException conflict)
    {
        var run = context.AttachAsync<Encoded<WorkflowStatus>>(
            new InvocationTarget.ByWorkflow(WorkflowRun.Service, definition.Id));
        var beginning = await BeginningAsync(context, definition.Id, run);
        if (beginning is null)
            return await run;
        if (beginning.RequestedBy == context.InvocationId)
            throw conflict;
        if (!IsSame(beginning.Definition, definition))
            throw new TerminalException(TakenMessage(beginning), ErrorCode.Conflict);
        return await run;
    }

    /// <summary>
    /// What the run of this id does; null when it ended before it began, as one that was cancelled in time.
    /// </summary>
    private static async Task<WorkflowBeginning?> BeginningAsync(
        IContext context, string id, DurableTask<Encoded<WorkflowStatus>> run)
    {
        var ended = false;
        for (var poll = _firstPoll; ; poll = poll < _longestPoll ? poll * 2 : _longestPoll)
        {
            var beginning = await context.CallAsync<Unit, WorkflowBeginning?>(WorkflowRun.BeginningOf(id), Unit.Value);
            if (beginning is not null || ended)
                return beginning;

            // Accepted a moment ago and not started yet.
            ended = await run.WithinAsync(poll);
        }
    }

    // Accepted definitions are in one canonical form, so equal ones are equal bytes.
    private static bool IsSame(WorkflowDefinition one, WorkflowDefinition other) =>
        JsonSerializer.SerializeToUtf8Bytes(one, WorkflowJson.Shared.WorkflowDefinition).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, WorkflowJson.Shared.WorkflowDefinition));

    private static string TakenMessage(WorkflowBeginning taken)
    {
        const int Shown = 5;
        var steps = string.Join(" -> ", taken.Definition.Steps.Take(Shown).Select(step => step.Service));
        var more = taken.Definition.Steps.Count > Shown ? $" -> … ({taken.Definition.Steps.Count} steps)" : "";
        return $"The workflow id '{taken.Definition.Id}' is taken by a different definition ({steps}{more}), accepted "
            + $"{taken.CreatedAt:yyyy-MM-ddTHH:mm:ssZ}. Choose another id for this one; "
            + $"GET /workflows/{taken.Definition.Id} shows the other.";
    }
}
