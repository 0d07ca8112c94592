using Microsoft.Data.Sqlite;

namespace Holdfast.Embedded.Storage;

/// <summary>Applies writes with statements that are prepared once. Used by the one writing connection.</summary>
/// <param name="connection">Where to.</param>
/// <param name="again">
/// Some may have been applied before a crash: a row that is there is replaced. Otherwise it is a defect.
/// </param>
internal sealed class WriteStatements(SqliteConnection connection, bool again = false) : IDisposable
{
    private readonly Statement _create = new(connection, $"""
        {Insert(again)} INTO invocation (number, id, service, handler, key, status, created_at, modified_at,
                                idempotency_key, caller, caller_completion, due_at)
        VALUES (@number, @id, @service, @handler, @key, @status, @at, @at, @idempotency_key, @caller, @completion, @due)
        """);

    private readonly Statement _createCompleted = new(connection, $"""
        {Insert(again)} INTO invocation (number, id, service, handler, key, status, created_at, modified_at,
                                idempotency_key, caller, caller_completion, completed_at, expires_at, result, last_failure)
        VALUES (@number, @id, @service, @handler, @key, 5, @created, @at, @idempotency_key, @caller, @completion,
                @at, @expires, @result, @failure)
        """);

    private readonly Statement _append = new(
        connection,
        $"{Insert(again)} INTO journal (invocation, position, entries) VALUES (@number, @position, @entries)");

    private readonly Statement _setStatus = new(connection, """
        UPDATE invocation SET status = @status, modified_at = @at, waiting_on = @waiting, due_at = @due,
               retry_count = @retries, retry_since = @since, last_failure = @failure
        WHERE number = @number
        """);

    private readonly Statement _complete = new(connection, """
        UPDATE invocation SET status = 5, modified_at = @at, completed_at = @at, expires_at = @expires,
               result = @result, waiting_on = NULL, due_at = NULL, last_failure = @failure
        WHERE number = @number
        """);

    private readonly Statement _purgeJournal = new(connection, "DELETE FROM journal WHERE invocation = @number");
    private readonly Statement _purgeInvocation = new(connection, "DELETE FROM invocation WHERE number = @number");
    private readonly Statement _lastPurged = new(connection, "UPDATE last_purged SET number = max(number, @number)");
    private readonly Statement _purgeDedup = new(
        connection, "DELETE FROM dedup WHERE name = @name AND invocation = @number");

    private readonly Statement _purgePromises = new(
        connection, "DELETE FROM promise WHERE service = @service AND key = @key");

    private readonly Statement _setState = new(connection, """
        INSERT INTO state (service, key, name, value) VALUES (@service, @key, @name, @value)
        ON CONFLICT DO UPDATE SET value = excluded.value
        """);

    private readonly Statement _clearState = new(
        connection, "DELETE FROM state WHERE service = @service AND key = @key AND name = @name");

    private readonly Statement _clearAllState = new(
        connection, "DELETE FROM state WHERE service = @service AND key = @key");

    private readonly Statement _enterInbox = new(connection, $"""
        {Insert(again)} INTO inbox (service, key, position, number) VALUES (@service, @key, @position, @number)
        """);

    private readonly Statement _leaveInbox = new(
        connection, "DELETE FROM inbox WHERE service = @service AND key = @key AND position = @position");

    private readonly Statement _addTimer = new(
        connection, "INSERT OR IGNORE INTO timer (due_at, invocation, completion) VALUES (@due, @number, @completion)");

    private readonly Statement _removeTimer = new(
        connection, "DELETE FROM timer WHERE due_at = @due AND invocation = @number AND completion = @completion");

    private readonly Statement _addDedup = new(
        connection, "INSERT OR REPLACE INTO dedup (name, invocation) VALUES (@name, @number)");

    private readonly Statement _setPromise = new(connection, $"""
        {Insert(again)} INTO promise (service, key, name, result) VALUES (@service, @key, @name, @result)
        """);

    private readonly Statement _addWaiter = new(
        connection,
        "INSERT OR IGNORE INTO waiter (topic, invocation, completion) VALUES (@topic, @number, @completion)");

    private readonly Statement _removeWaiters = new(connection, "DELETE FROM waiter WHERE topic = @topic");

    public void Apply(StoreWrite write)
    {
        switch (write)
        {
            case StoreWrite.Append w:
                _append.Run(w.Number, w.Position, w.Entries);
                break;
            case StoreWrite.CreateCompleted w:
                CreateCompleted(w.Row, w.End);
                break;
            case StoreWrite.Create w:
                Create(w.Row);
                break;
            case StoreWrite.Complete w:
                _complete.Run(Millis(w.At), Millis(w.Expires), w.Result, w.Failure, w.Number);
                break;
            case StoreWrite.SetStatus w:
                _setStatus.Run(
                    (int)w.Status, Millis(w.At), w.WaitingOn, Millis(w.DueAt), w.RetryCount, Millis(w.RetrySince),
                    w.LastFailure, w.Number);
                break;
            case StoreWrite.SetState w:
                _setState.Run(w.Service, w.Key, w.Name, w.Value);
                break;
            case StoreWrite.ClearState w:
                _clearState.Run(w.Service, w.Key, w.Name);
                break;
            case StoreWrite.ClearAllState w:
                _clearAllState.Run(w.Service, w.Key);
                break;
            case StoreWrite.EnterInbox w:
                _enterInbox.Run(w.Service, w.Key, w.Position, w.Number);
                break;
            case StoreWrite.LeaveInbox w:
                _leaveInbox.Run(w.Service, w.Key, w.Position);
                break;
            default:
                ApplyRare(write);
                break;
        }
    }

    public void Dispose()
    {
        Statement[] all =
        [
            _create, _createCompleted, _append, _setStatus, _complete, _purgeJournal, _purgeInvocation, _lastPurged,
            _purgeDedup, _purgePromises, _setState, _clearState, _clearAllState, _enterInbox, _leaveInbox, _addTimer, _removeTimer,
            _addDedup, _setPromise, _addWaiter, _removeWaiters,
        ];
        foreach (var statement in all)
            statement.Dispose();
    }

    private void ApplyRare(StoreWrite write)
    {
        switch (write)
        {
            case StoreWrite.AddTimer w:
                _addTimer.Run(Millis(w.Timer.DueAt), w.Timer.Number, w.Timer.Completion);
                break;
            case StoreWrite.RemoveTimer w:
                _removeTimer.Run(Millis(w.Timer.DueAt), w.Timer.Number, w.Timer.Completion);
                break;
            case StoreWrite.AddDedup w:
                _addDedup.Run(w.Name, w.Number);
                break;
            case StoreWrite.SetPromise w:
                _setPromise.Run(w.Service, w.Key, w.Name, w.Result);
                break;
            case StoreWrite.AddWaiter w:
                _addWaiter.Run(w.Topic, w.Waiter.Number, (long)w.Waiter.CompletionId);
                break;
            case StoreWrite.RemoveWaiters w:
                _removeWaiters.Run(w.Topic);
                break;
            case StoreWrite.Purge w:
                Purge(w);
                break;
            case StoreWrite.Barrier:
                break;
            default:
                throw new System.Diagnostics.UnreachableException(write.GetType().Name);
        }
    }

    private void Create(InvocationRow row) => _create.Run(
        row.Number,
        row.Id,
        row.Target.Service,
        row.Target.Handler,
        row.Target.Key,
        (int)row.Status,
        Millis(row.CreatedAt),
        row.IdempotencyKey,
        row.Caller?.Number,
        (long?)row.Caller?.CompletionId,
        Millis(row.DueAt));

    private void CreateCompleted(InvocationRow row, StoreWrite.Complete end) => _createCompleted.Run(
        row.Number,
        row.Id,
        row.Target.Service,
        row.Target.Handler,
        row.Target.Key,
        Millis(row.CreatedAt),
        Millis(end.At),
        row.IdempotencyKey,
        row.Caller?.Number,
        (long?)row.Caller?.CompletionId,
        Millis(end.Expires),
        end.Result,
        end.Failure);

    private void Purge(StoreWrite.Purge purge)
    {
        _purgeJournal.Run(purge.Number);
        _purgeInvocation.Run(purge.Number);
        _lastPurged.Run(purge.Number);
        if (purge.DedupName is { } name)
            _purgeDedup.Run(name, purge.Number);
        if (purge.Workflow is not { } workflow)
            return;
        _clearAllState.Run(workflow.Service, workflow.Key);
        _purgePromises.Run(workflow.Service, workflow.Key);
    }

    private static string Insert(bool again) => again ? "INSERT OR REPLACE" : "INSERT";

    private static long? Millis(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();
}
