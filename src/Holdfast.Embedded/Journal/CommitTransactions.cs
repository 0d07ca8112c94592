using Holdfast.Embedded.Storage;
using Microsoft.Data.Sqlite;

namespace Holdfast.Embedded.Journal;

/// <summary>
/// The transactions of the one writing connection. Each keeps the writes of a commit in the redo table, and applies a
/// part of those that were kept before. Not thread-safe.
/// </summary>
internal sealed class CommitTransactions : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly WriteStatements _statements;
    private readonly RedoTable _redo;
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Statement _rollBack;
    private readonly EntryWriter _encoded = new();
    private UnappliedWrites _gathering = new();
    private UnappliedWrites _applying = new();
    private int _appliedTo;
    private long _lastKept;
    private long _lastToApply;

    public CommitTransactions(Database database)
    {
        _connection = database.Connect();
        _statements = new WriteStatements(_connection);
        _redo = new RedoTable(_connection);
        _begin = new Statement(_connection, "BEGIN IMMEDIATE");
        _end = new Statement(_connection, "COMMIT");
        _rollBack = new Statement(_connection, "ROLLBACK");
    }

    /// <summary>Are there writes that <see cref="BeginToApply"/> chose and that are not in the tables yet?</summary>
    public bool IsApplying { get; private set; }

    /// <summary>From now on commits apply what was kept so far, some of it each.</summary>
    public void BeginToApply()
    {
        (_applying, _gathering) = (_gathering, _applying);
        _lastToApply = _lastKept;
        _appliedTo = 0;
        IsApplying = true;
    }

    /// <summary>Takes the writes of the next commit.</summary>
    public void Take(List<List<StoreWrite>> units)
    {
        _encoded.Clear();
        foreach (var unit in units)
        {
            foreach (var write in unit)
            {
                _encoded.Write(write);
                _gathering.Add(write);
            }
        }
    }

    /// <summary>
    /// Makes what was taken last durable, and applies so many of the older writes. Can be repeated when it failed.
    /// </summary>
    public void Commit(int toApply)
    {
        _begin.Run();
        if (_encoded.Written.Length > 0)
            _redo.Append(_lastKept + 1, _encoded.Written);
        var appliedTo = IsApplying ? _applying.Apply(_appliedTo, toApply, _statements.Apply) : 0;
        var isApplied = IsApplying && appliedTo == _applying.Count;
        if (isApplied)
            _redo.DeleteThrough(_lastToApply);
        _end.Run();

        _lastKept++;
        _appliedTo = appliedTo;
        if (!isApplied)
            return;
        _applying.Clear();
        IsApplying = false;
    }

    /// <summary>Takes back a transaction that failed. SQLite may have done it already, as on a full disk.</summary>
    public void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            _rollBack.Run();
    }

    public void Dispose()
    {
        _statements.Dispose();
        _redo.Dispose();
        _begin.Dispose();
        _end.Dispose();
        _rollBack.Dispose();
        _connection.Dispose();
    }
}
