using System.Globalization;
using Holdfast.Workflows.Execution;
using Holdfast.Workflows.Serialization;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Workflows.Http;

/// <summary>Lists workflows, newest first.</summary>
internal static class ListEndpoint
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 1000;

    // A filter that hardly anything passes must not read the whole history in one request.
    private const int MaxReads = 50;

    private static readonly Dictionary<string, WorkflowPhase> _phases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Not started"] = WorkflowPhase.NotStarted,
        ["Processing"] = WorkflowPhase.Processing,
        ["Finished"] = WorkflowPhase.Finished,
        ["Failed"] = WorkflowPhase.Failed,
    };

    /// <summary>A page may be shorter than the limit and still not the last: the last has no <c>next</c>.</summary>
    public static async Task<IResult> ListAsync(
        string? status, string? limit, string? cursor, IInvocationQueries queries, CancellationToken cancellationToken)
    {
        var phase = default(WorkflowPhase);
        if (status is not null && !_phases.TryGetValue(status, out phase))
            return HttpErrors.Of(
                ErrorCode.BadRequest, $"'{status}' is no status; there are {string.Join(", ", _phases.Keys)}.");
        if (!TryReadLimit(limit, out var count))
            return HttpErrors.Of(ErrorCode.BadRequest, $"'{limit}' is no limit; give a number from 1 to {MaxLimit}.");

        var page = await ReadAsync(queries, status is null ? null : phase, count, cursor, cancellationToken);
        return TypedResults.Json(page, WorkflowJson.Shared.WorkflowPage);
    }

    private static async Task<WorkflowPage> ReadAsync(
        IInvocationQueries queries,
        WorkflowPhase? phase,
        int limit,
        string? cursor,
        CancellationToken cancellationToken)
    {
        var ended = phase is WorkflowPhase.Finished or WorkflowPhase.Failed;
        var found = new List<WorkflowListItem>();
        for (var reads = 0; reads < MaxReads && found.Count < limit; reads++)
        {
            var query = WorkflowRun.Query with
            {
                Status = ended ? InvocationStatus.Completed : null,
                Limit = limit - found.Count,
                Cursor = cursor,
            };
            var page = await queries.ListAsync(query, cancellationToken);
            found.AddRange(page.Items.Select(Describe).Where(item => phase is null || item.Status == phase));
            cursor = page.Next;
            if (cursor is null)
                break;
        }

        return new(found, cursor);
    }

    private static WorkflowListItem Describe(InvocationInfo run) => new(
        run.Target.Key ?? "", PhaseOf(run), run.Id, run.CreatedAt, run.CompletedAt, run.LastFailure);

    private static WorkflowPhase PhaseOf(InvocationInfo run) => run switch
    {
        { Status: InvocationStatus.Completed, FailureCode: null } => WorkflowPhase.Finished,
        { Status: InvocationStatus.Completed } => WorkflowPhase.Failed,
        { Status: InvocationStatus.Scheduled or InvocationStatus.Pending } => WorkflowPhase.NotStarted,
        _ => WorkflowPhase.Processing,
    };

    private static bool TryReadLimit(string? text, out int limit)
    {
        limit = DefaultLimit;
        var isNumber = text is null || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit);
        return isNumber && limit is >= 1 and <= MaxLimit;
    }
}
