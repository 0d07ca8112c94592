using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Restate.Admin;

namespace Holdfast.Restate;

public sealed partial class RestateAdmin
{
    /// <summary>
    /// Cancels an invocation: its handler sees a <see cref="CancelledException"/> at its next await. One that has not
    /// started ends at once. 409 when it is completed already.
    /// </summary>
    public Task CancelAsync(string invocationId, CancellationToken cancellationToken = default) =>
        OperateAsync(invocationId, "cancel", cancellationToken);

    /// <summary>
    /// Ends an invocation, and what it called, without running its handler again. 409 when it is completed already.
    /// </summary>
    public Task KillAsync(string invocationId, CancellationToken cancellationToken = default) =>
        OperateAsync(invocationId, "kill", cancellationToken);

    /// <summary>
    /// Stops running or retrying an invocation until <see cref="ResumeAsync"/>. 409 when it does neither.
    /// </summary>
    public Task PauseAsync(string invocationId, CancellationToken cancellationToken = default) =>
        OperateAsync(invocationId, "pause", cancellationToken);

    /// <summary>Runs a paused or retrying invocation now.</summary>
    /// <param name="invocationId"><c>inv_…</c>.</param>
    /// <param name="deployment">
    /// Where: <c>dp_…</c>, <c>latest</c>, or <c>keep</c> for the one that it is bound to; null: the server's default.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task ResumeAsync(
        string invocationId, string? deployment = null, CancellationToken cancellationToken = default) =>
        OperateAsync(
            invocationId,
            deployment is null ? "resume" : $"resume?deployment={Uri.EscapeDataString(deployment)}",
            cancellationToken);

    /// <summary>
    /// Forgets a completed invocation: its result, journal, idempotency key; of a workflow also state and promises. 409
    /// when it is not completed.
    /// </summary>
    public Task PurgeAsync(string invocationId, CancellationToken cancellationToken = default) =>
        OperateAsync(invocationId, "purge", cancellationToken);

    /// <summary>
    /// Forgets the journal of a completed invocation, and keeps its result. 409 when it is not completed.
    /// </summary>
    public Task PurgeJournalAsync(string invocationId, CancellationToken cancellationToken = default) =>
        OperateAsync(invocationId, "purge-journal", cancellationToken);

    /// <summary>Starts a new invocation with the input of a completed one, and returns its id.</summary>
    /// <param name="invocationId"><c>inv_…</c>.</param>
    /// <param name="fromEntry">
    /// Takes the journal up to this entry over too; 0: the input only. All its commands must be completed.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<string> RestartAsNewAsync(
        string invocationId, int fromEntry = 0, CancellationToken cancellationToken = default)
    {
        var from = fromEntry == 0 ? "" : $"?from={fromEntry}";
        var restarted = await _exchange.ReadAsync(
            HttpMethod.Patch,
            $"/invocations/{Escape(invocationId)}/restart-as-new{from}",
            AdminJson.Default.Restarted,
            cancellationToken);
        return restarted.NewInvocationId;
    }

    /// <summary>
    /// The rows of an SQL query of tables such as <c>sys_invocation</c>, <c>sys_journal</c> and <c>state</c>. A column
    /// that is null is not in the row. Quote what comes from others with <see cref="QuoteSql"/>.
    /// </summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(
        string sql, CancellationToken cancellationToken = default)
    {
        var answer = await _exchange.ReadAsync(
            HttpMethod.Post,
            "/query",
            new SqlQuery(sql),
            AdminJson.Default.SqlQuery,
            AdminJson.Default.SqlRows,
            cancellationToken);
        return answer.Rows;
    }

    /// <summary>The rows of an SQL query, each read as a <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">Its JSON members have the names of the columns.</typeparam>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        var rows = await QueryAsync(sql, cancellationToken);
        return [.. rows.Select(row => row.Deserialize(type)!)];
    }

    /// <summary>A text as an SQL literal, in its quotes.</summary>
    public static string QuoteSql(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private Task OperateAsync(string invocationId, string operation, CancellationToken cancellationToken) =>
        _exchange.SendAsync(
            HttpMethod.Patch, $"/invocations/{Escape(invocationId)}/{operation}", cancellationToken);
}
