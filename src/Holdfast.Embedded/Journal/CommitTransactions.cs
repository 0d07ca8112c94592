using Holdfast.Embedded.Storage;
using Microsoft.Data.Sqlite;

namespace Holdfast.Embedded.Journal;

/// <summary>
/// The transactions of the one writing connection: one that keeps the writes of a commit in the redo table, and one that
/// applies all that were kept. Not thread-safe.
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
    private readonly UnappliedWrites _unapplied = new();

    public CommitTransactions(Database database)
    {
        _connection = database.Connect();
        _statements = new WriteStatements(_connection);
        _redo = new RedoTable(_connection);
        _begin = new Statement(_connection, "BEGIN IMMEDIATE");
        _end = new Statement(_connection, "COMMIT");
        _rollBack = new Statement(_connection, "ROLLBACK");
    }

    /// <summary>Writes that are not in the tables.</summary>
    public int Unapplied => _unapplied.Count;

    /// <summary>Bytes that <see cref="Keep"/> would write.</summary>
    public int Bytes => _encoded.Written.Length;

    /// <summary>Takes the writes of the next commit; both transactions write them, and can be repeated.</summary>
    public void Take(List<List<StoreWrite>> units)
    {
        _encoded.Clear();
        foreach (var unit in units)
        {
            foreach (var write in unit)
            {
                _encoded.Write(write);
                _unapplied.Add(write);
            }
        }
    }

    /// <summary>Makes what was taken last durable.</summary>
    public void Keep()
    {
        _begin.Run();
        _redo.Append(_encoded.Written);
        _end.Run();
    }

    /// <summary>Makes what was taken last durable, and puts all that was ever taken into the tables.</summary>
    public void Apply()
    {
        _begin.Run();
        _unapplied.ForEach(_statements.Apply);
        _redo.Clear();
        _end.Run();
        _unapplied.Clear();
    }

    /// <summary>Takes a transaction back that failed. SQLite may have done so by itself, as it does on a full disk.</summary>
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
