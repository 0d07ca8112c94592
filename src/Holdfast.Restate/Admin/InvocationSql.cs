using System.Globalization;

namespace Holdfast.Restate.Admin;

/// <summary>The queries behind <see cref="RestateInvocationQueries"/>.</summary>
internal static class InvocationSql
{
    public static string Find(string invocationId) =>
        $"SELECT {InvocationRow.Columns} FROM sys_invocation WHERE id = {RestateAdmin.QuoteSql(invocationId)}";

    /// <param name="query">Its filters.</param>
    /// <param name="limit">At most this many rows.</param>
    /// <param name="after">The last row of the page before.</param>
    public static string List(InvocationQuery query, int limit, PageCursor? after)
    {
        var conditions = new List<string>();
        Add("target_service_name", query.Service);
        Add("target_handler_name", query.Handler);
        Add("target_service_key", query.Key);
        if (query.Status is { } status)
            conditions.Add($"status IN ({string.Join(", ", StatusText.Of(status).Select(RestateAdmin.QuoteSql))})");
        if (after is { } last)
        {
            var time = RestateAdmin.QuoteSql(
                last.CreatedAt.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            conditions.Add($"(created_at < {time} OR (created_at = {time} AND id < {RestateAdmin.QuoteSql(last.Id)}))");
        }

        var where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        return $"SELECT {InvocationRow.Columns} FROM sys_invocation{where}"
            + FormattableString.Invariant($" ORDER BY created_at DESC, id DESC LIMIT {limit}");

        void Add(string column, string? value)
        {
            if (value is not null)
                conditions.Add($"{column} = {RestateAdmin.QuoteSql(value)}");
        }
    }

    /// <summary>Failures of attempts of these invocations, oldest first.</summary>
    public static string Failures(IEnumerable<string> invocationIds) =>
        "SELECT id, event_json FROM sys_journal_events "
        + $"WHERE id IN ({string.Join(", ", invocationIds.Select(RestateAdmin.QuoteSql))}) ORDER BY appended_at";

    public static string Journal(string invocationId) =>
        $"SELECT entry_lite_json FROM sys_journal WHERE id = {RestateAdmin.QuoteSql(invocationId)} ORDER BY index";
}
