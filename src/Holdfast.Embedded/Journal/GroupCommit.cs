using System.Diagnostics;
using Holdfast.Embedded.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Holdfast.Embedded.Journal;

/// <summary>
/// The one writer of the database. Writes queue up while a commit is under way; all of them go into the next one, so
/// that concurrent invocations share an fsync. Writes become durable in the order in which they were issued, as a row
/// of the redo table; some times a second, what is left of them is applied to the tables.
/// </summary>
internal sealed partial class GroupCommit : IDisposable
{
    // Units in one commit. More would gain nothing, and delay those who wait.
    private const int MaxBatch = 1024;

    // Kept writes that a commit applies beside its own, which are fewer: a millisecond or two.
    private const int AppliedPerCommit = 512;
    private const int AppliedPerUnit = 8;

    // Longer than most invocations last, so that most of what they write is void when it would be applied.
    private static readonly TimeSpan _applyInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _retryInterval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _work = new(false);
    private readonly CommitTransactions _transactions;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly Queue<List<StoreWrite>> _queue = new();
    private long _issued;
    private long _committed;
    private long _inTables;
    private long _beingApplied;
    private long _gatheringSince;
    private long _applyAskedFor;
    private bool _stopping;
    private Exception? _ended;

    public GroupCommit(Database database, ILogger logger)
    {
        _transactions = new CommitTransactions(database);
        _logger = logger;
        _thread = new Thread(CommitUntilStopped) { Name = "holdfast-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Raised once when the database failed for good. Nothing becomes durable any more.</summary>
    public event Action<Exception>? Failed;

    /// <summary>With what the database failed for good; null: it did not, even if the writer was stopped.</summary>
    public Exception? Failure => Volatile.Read(ref _ended) is { } end and not ObjectDisposedException ? end : null;

    /// <summary>Why commits do not go through at present, such as a full disk; null when they do.</summary>
    public string? Blocked { get; private set; }

    /// <summary>What was committed, for those who want to hear of all of it.</summary>
    public CommitNews News { get; } = new();

    /// <summary>Everything up to this sequence number is on disk.</summary>
    public long Durable => News.Durable.Reached;

    /// <summary>Everything up to this sequence number is where readers of the database find it.</summary>
    public long Applied => News.Applied.Reached;

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
    public void WhenDurable(long sequence, Action<Exception?> observer) => News.Durable.When(sequence, observer);

    /// <summary>Calls back once readers of the database find what the sequence number stands for.</summary>
    public void WhenApplied(long sequence, Action<Exception?> observer) => News.Applied.When(sequence, observer);

    /// <summary>Waits until the sequence number is durable.</summary>
    /// <exception cref="IOException">It never will be: the database failed.</exception>
    public ValueTask WaitAsync(long sequence) => News.Durable.WaitAsync(sequence);

    /// <summary>Has everything applied that was issued, and waits for it.</summary>
    /// <exception cref="IOException">It never will be: the database failed.</exception>
    public ValueTask ApplyAsync()
    {
        long sequence;
        lock (_gate)
        {
            sequence = _applyAskedFor = _issued;
            _work.Set();
        }

        return News.Applied.WaitAsync(sequence);
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
        News.Dispose();
        _transactions.Dispose();
        _work.Dispose();
    }

    private void CommitUntilStopped()
    {
        var batch = new List<List<StoreWrite>>();
        while (true)
        {
            _work.WaitOne(_inTables < _committed ? _applyInterval : Timeout.InfiniteTimeSpan);
            while (Take(batch) || _transactions.IsApplying || IsApplyDue())
            {
                if (Failure is not null || !Commit(batch))
                    return;
            }

            lock (_gate)
            {
                if (_ended is not null)
                    return;
                if (!_stopping || _queue.Count > 0)
                    continue;
                _ended = new ObjectDisposedException(nameof(GroupCommit), "The engine was stopped.");
            }

            News.End(_ended);
            return;
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

    private bool Commit(List<List<StoreWrite>> batch)
    {
        if (!_transactions.IsApplying && IsApplyDue())
        {
            _transactions.BeginToApply();
            _beingApplied = _committed;
        }

        if (_beingApplied == _committed)
            _gatheringSince = Stopwatch.GetTimestamp();
        _transactions.Take(batch);
        if (!Commit(toApply: batch.Count == 0 ? int.MaxValue : AppliedPerCommit + (AppliedPerUnit * batch.Count)))
            return false;
        _committed += batch.Count;
        if (!_transactions.IsApplying)
            _inTables = _beingApplied;
        News.Tell(_committed, _inTables);
        return true;
    }

    private bool IsApplyDue() =>
        _inTables < _committed
        && (Volatile.Read(ref _applyAskedFor) > _inTables
            || Volatile.Read(ref _stopping)
            || Stopwatch.GetElapsedTime(_gatheringSince) >= _applyInterval);

    /// <summary>
    /// Commits what was taken, again and again while what hinders it can pass, such as a full disk; false when the
    /// database failed for good.
    /// </summary>
    private bool Commit(int toApply)
    {
        while (true)
        {
            try
            {
                _transactions.Commit(toApply);
                Commits++;
                if (Blocked is not null)
                    LogUnblocked(_logger);
                Blocked = null;
                return true;
            }
            catch (SqliteException error) when (IsPassing(error) && !Volatile.Read(ref _stopping))
            {
                _transactions.RollBack();
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

    /// <summary>Writes nothing any more: what is on disk, or in memory, is no longer known to be right.</summary>
    public void Fail(Exception error)
    {
        lock (_gate)
        {
            if (_ended is not null)
                return;
            _ended = error;
            _work.Set();
        }

        LogFailed(_logger, error);
        News.End(error);
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
