using Holdfast.Embedded.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Holdfast.Embedded.Journal;

/// <summary>
/// The one writer of the database. Writes queue up while a commit is under way; all of them go into the next one, so
/// that concurrent invocations share an fsync. Writes become durable in the order in which they were issued.
/// </summary>
internal sealed partial class GroupCommit : IDisposable
{
    // Units in one commit. More would gain nothing, and delay those who wait.
    private const int MaxBatch = 1024;
    private static readonly TimeSpan _retryInterval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _work = new(false);
    private readonly SqliteConnection _connection;
    private readonly WriteStatements _statements;
    private readonly CommitWrites _writes = new();
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Statement _rollBack;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly Queue<List<StoreWrite>> _queue = new();
    private readonly PriorityQueue<Action<Exception?>, (long Sequence, long Order)> _observers = new();
    private long _issued;
    private long _durable;
    private long _observerOrder;
    private bool _stopping;
    private Exception? _ended;

    public GroupCommit(Database database, ILogger logger)
    {
        _connection = database.Connect();
        _statements = new WriteStatements(_connection);
        _begin = new Statement(_connection, "BEGIN IMMEDIATE");
        _end = new Statement(_connection, "COMMIT");
        _rollBack = new Statement(_connection, "ROLLBACK");
        _logger = logger;
        _thread = new Thread(CommitUntilStopped) { Name = "holdfast-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>
    /// Raised once, on the writer's thread, when the database failed for good. Nothing becomes durable any more.
    /// </summary>
    public event Action<Exception>? Failed;

    /// <summary>With what the database failed for good; null: it did not, even if the writer was stopped.</summary>
    public Exception? Failure => Volatile.Read(ref _ended) is { } end and not ObjectDisposedException ? end : null;

    /// <summary>Why commits do not go through at present, such as a full disk; null when they do.</summary>
    public string? Blocked { get; private set; }

    /// <summary>Everything up to this sequence number is on disk.</summary>
    public long Durable => Volatile.Read(ref _durable);

    /// <summary>Number of commits so far.</summary>
    public long Commits { get; private set; }

    /// <summary>Issues writes that become durable together, and returns their sequence number.</summary>
    public long Issue(List<StoreWrite> unit)
    {
        lock (_gate)
        {
            // After a failure or the end nothing is written any more; who waits for it is told.
            if (_ended is null)
                _queue.Enqueue(unit);
            if (_queue.Count == 1 && _ended is null)
                _work.Set();
            return ++_issued;
        }
    }

    /// <summary>
    /// Calls back once the sequence number is durable (null) or never will be (why); at once if it is known.
    /// </summary>
    public void WhenDurable(long sequence, Action<Exception?> observer)
    {
        lock (_gate)
        {
            if (sequence > _durable && _ended is null)
            {
                _observers.Enqueue(observer, (sequence, _observerOrder++));
                return;
            }
        }

        observer(sequence <= Durable ? null : _ended);
    }

    /// <summary>Waits until the sequence number is durable.</summary>
    /// <exception cref="IOException">It never will be: the database failed.</exception>
    public ValueTask WaitAsync(long sequence)
    {
        if (sequence <= Durable)
            return ValueTask.CompletedTask;
        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        WhenDurable(sequence, error =>
        {
            if (error is null)
                durable.SetResult();
            else
                durable.SetException(new IOException($"The database failed: {error.Message}", error));
        });
        return new ValueTask(durable.Task);
    }

    /// <summary>Commits what was issued and ends the writer.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
                return;
            _stopping = true;
            _work.Set();
        }

        _thread.Join();
        _statements.Dispose();
        _begin.Dispose();
        _end.Dispose();
        _rollBack.Dispose();
        _connection.Dispose();
        _work.Dispose();
    }

    private void CommitUntilStopped()
    {
        var batch = new List<List<StoreWrite>>();
        while (true)
        {
            _work.WaitOne();
            while (Take(batch))
            {
                if (Failure is not null || !Commit(batch))
                    return;
                Publish(batch.Count);
            }

            lock (_gate)
            {
                if (_ended is not null)
                    return;
                if (_stopping && _queue.Count == 0)
                {
                    _ended = new ObjectDisposedException(nameof(GroupCommit), "The engine was stopped.");
                    return;
                }
            }
        }
    }

    private bool Take(List<List<StoreWrite>> batch)
    {
        batch.Clear();
        lock (_gate)
        {
            while (batch.Count < MaxBatch && _queue.TryDequeue(out var unit))
                batch.Add(unit);
        }

        return batch.Count > 0;
    }

    /// <summary>
    /// Commits the batch, again and again while what hinders it can pass, such as a full disk; false when the database
    /// failed for good.
    /// </summary>
    private bool Commit(List<List<StoreWrite>> batch)
    {
        _writes.Gather(batch);
        while (true)
        {
            try
            {
                _begin.Run();
                _writes.ForEach(_statements.Apply);
                _end.Run();
                Commits++;
                if (Blocked is not null)
                    LogUnblocked(_logger);
                Blocked = null;
                return true;
            }
            catch (SqliteException error) when (IsPassing(error) && !Volatile.Read(ref _stopping))
            {
                RollBack();
                if (Blocked is null)
                    LogBlocked(_logger, DatabaseProblem.Explain(error));
                Blocked = DatabaseProblem.Explain(error);
                _work.WaitOne(_retryInterval);
            }
            catch (Exception error) // Whatever it is, the state on disk is no longer known to be ours: stop here.
            {
                Fail(error is SqliteException problem
                    ? new IOException(DatabaseProblem.Explain(problem), problem)
                    : error);
                return false;
            }
        }
    }

    /// <summary>SQLite may have rolled back by itself, as it does on a full disk.</summary>
    private void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            _rollBack.Run();
    }

    private void Publish(int count)
    {
        lock (_gate)
            _durable += count;
        while (TryTakeObserver(out var observer))
            observer(null);
    }

    private bool TryTakeObserver(out Action<Exception?> observer)
    {
        lock (_gate)
        {
            if (_observers.TryPeek(out observer!, out var due) && due.Sequence <= _durable)
            {
                _observers.Dequeue();
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes nothing any more: what is on disk, or in memory, is no longer known to be right.</summary>
    public void Fail(Exception error)
    {
        List<Action<Exception?>> left = [];
        lock (_gate)
        {
            if (_ended is not null)
                return;
            _ended = error;
            _work.Set();
            while (_observers.TryDequeue(out var observer, out _))
                left.Add(observer);
        }

        LogFailed(_logger, error);
        foreach (var observer in left)
            observer(error);
        Failed?.Invoke(error);
    }

    // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL: the transaction was rolled back, and trying again later can succeed.
    private static bool IsPassing(SqliteException error) => error.SqliteErrorCode is 5 or 6 or 13;

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The database cannot be written, nothing is lost, waiting until it can: {Reason}")]
    private static partial void LogBlocked(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database can be written again.")]
    private static partial void LogUnblocked(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The database failed. What was not acknowledged is taken up again after a restart.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
