using Holdfast.Embedded.Journal;
using Microsoft.Data.Sqlite;

namespace Holdfast.Embedded.Storage;

/// <summary>
/// Commits that are not in the other tables yet, one row each. A row at the end of a small table costs a fraction of
/// what the same writes cost in the trees that they belong to.
/// </summary>
internal sealed class RedoTable(SqliteConnection connection) : IDisposable
{
    private readonly Statement _append = new(
        connection, "INSERT INTO redo (commit_number, writes) VALUES (@number, @writes)");

    private readonly Statement _all = new(connection, "SELECT writes FROM redo ORDER BY commit_number");
    private readonly Statement _delete = new(connection, "DELETE FROM redo WHERE commit_number <= @number");

    /// <summary>Adds the writes of a commit, inside its transaction.</summary>
    public void Append(long number, ReadOnlyMemory<byte> writes) => _append.Run(number, writes);

    /// <summary>Removes commits that are applied, inside the transaction that applied the last of them.</summary>
    public void DeleteThrough(long number) => _delete.Run(number);

    /// <summary>
    /// Moves what a crash left here to the tables it belongs to. Some of it may be there already.
    /// </summary>
    /// <exception cref="InvalidDataException">A row is damaged.</exception>
    public static void Apply(SqliteConnection connection)
    {
        using var redo = new RedoTable(connection);
        var left = redo.Read();
        if (left.Count == 0)
            return;
        using var statements = new WriteStatements(connection, again: true);
        using var transaction = connection.BeginTransaction();
        left.Apply(0, left.Count, statements.Apply);
        redo.DeleteThrough(long.MaxValue);
        transaction.Commit();
    }

    public void Dispose()
    {
        _append.Dispose();
        _all.Dispose();
        _delete.Dispose();
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
