using System.Text.Json;

namespace Holdfast.Restate.Admin;

/// <summary>Asks the server's tables where invocations stand.</summary>
internal sealed class RestateInvocationQueries(RestateAdmin admin) : IInvocationQueries
{
    private const int MaxPage = 1000;

    public async Task<InvocationInfo?> FindAsync(string invocationId, CancellationToken cancellationToken)
    {
        // The server fails a query for what is not an id.
        if (!InvocationIdText.TryParse(invocationId, new byte[InvocationIdText.RawLength]))
            return null;
        var rows = await ReadAsync(InvocationSql.Find(invocationId), cancellationToken);
        if (rows is not [var row])
            return null;
        var info = (await DescribeAsync(rows, cancellationToken))[0];
        if (info.Status == InvocationStatus.Completed)
            return info;
        var journal = await admin.QueryAsync(
            InvocationSql.Journal(row.Id), AdminJson.Default.JournalRow, cancellationToken);
        return info with { WaitingFor = AwaitedEntries.Describe(row, journal) };
    }

    public async Task<InvocationPage> ListAsync(InvocationQuery query, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(query.Limit, 1, MaxPage);
        var sql = InvocationSql.List(query, limit, PageCursor.Parse(query.Cursor));
        var rows = await ReadAsync(sql, cancellationToken);
        var next = rows.Count == limit ? new PageCursor(rows[^1].CreatedAt, rows[^1].Id).ToString() : null;
        return new(await DescribeAsync(rows, cancellationToken), next);
    }

    private Task<IReadOnlyList<InvocationRow>> ReadAsync(string sql, CancellationToken cancellationToken) =>
        admin.QueryAsync(sql, AdminJson.Default.InvocationRow, cancellationToken);

    private async Task<IReadOnlyList<InvocationInfo>> DescribeAsync(
        IReadOnlyList<InvocationRow> rows, CancellationToken cancellationToken)
    {
        var failures = await LastFailuresAsync(rows, cancellationToken);
        return [.. rows.Select(row => InvocationRows.Describe(row, failures.GetValueOrDefault(row.Id)))];
    }

    // What the row itself says of the last failure is lost when the server restarts, and has the stack trace in it.
    private async Task<Dictionary<string, string>> LastFailuresAsync(
        IReadOnlyList<InvocationRow> rows, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<string, string>();
        var troubled = rows.Where(InvocationRows.IsInTrouble).Select(row => row.Id).ToList();
        if (troubled.Count == 0)
            return failures;
        var events = await admin.QueryAsync(
            InvocationSql.Failures(troubled), AdminJson.Default.EventRow, cancellationToken);
        foreach (var (id, json) in events)
        {
            if (json is not null
                && JsonSerializer.Deserialize(json, AdminJson.Default.InvocationEvent)?.Message is { } message)
                failures[id] = message;
        }

        return failures;
    }
}
