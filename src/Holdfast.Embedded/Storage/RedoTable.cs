using Holdfast.Embedded.Journal;
using Microsoft.Data.Sqlite;

namespace Holdfast.Embedded.Storage;

/// <summary>
/// Commits that are not in the other tables yet, one row each. A row at the end of a small table costs a fraction of
/// what the same writes cost in the trees that they belong to.
/// </summary>
internal sealed class RedoTable(SqliteConnection connection) : IDisposable
{
    private readonly Statement _append = new(connection, "INSERT INTO redo (writes) VALUES (@writes)");
    private readonly Statement _all = new(connection, "SELECT writes FROM redo ORDER BY commit_number");
    private readonly Statement _clear = new(connection, "DELETE FROM redo");

    /// <summary>Adds the writes of a commit, inside its transaction.</summary>
    public void Append(ReadOnlyMemory<byte> writes) => _append.Run(writes);

    /// <summary>Empties the table, inside the transaction that applied all of it.</summary>
    public void Clear() => _clear.Run();

    /// <summary>Moves what a crash left here to the tables it belongs to.</summary>
    /// <exception cref="InvalidDataException">A row is damaged.</exception>
    public static void Apply(SqliteConnection connection)
    {
        using var redo = new RedoTable(connection);
        var left = redo.Read();
        if (left.Count == 0)
            return;
        using var statements = new WriteStatements(connection);
        using var transaction = connection.BeginTransaction();
        left.ForEach(statements.Apply);
        redo.Clear();
        transaction.Commit();
    }

    public void Dispose()
    {
        _append.Dispose();
        _all.Dispose();
        _clear.Dispose();
    }

    private UnappliedWrites Read()
    {
        var writes = new UnappliedWrites();
        using var rows = _all.Query();
        while (rows.Read())
        {
            var row = new EntryReader(rows.Blob(0));
            while (!row.AtEnd)
                writes.Add(row.Write());
        }

        return writes;
    }
}
