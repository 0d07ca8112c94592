using System.Globalization;
using Holdfast.Embedded.Journal;
using Holdfast.Embedded.Storage;
using Holdfast.Engine.Tests.Simulation;
using Microsoft.Data.Sqlite;

namespace Holdfast.Engine.Tests;

/// <summary>Crashes at every commit while kept writes are applied a few at a time.</summary>
public sealed class AppliedInPartsTests : IDisposable
{
    private const int Commits = 40;

    // Of what has ended, nobody asks for its journal or its retries: they may be there or not.
    private static readonly string[] _tables =
    [
        """
        SELECT number, id, service, handler, key, status, created_at, modified_at, idempotency_key, caller, waiting_on,
               due_at, last_failure, result, completed_at, expires_at, iif(status = 5, 0, retry_count)
        FROM invocation ORDER BY number
        """,
        """
        SELECT invocation, hex(group_concat(entries, '' ORDER BY position)) FROM journal
        WHERE invocation IN (SELECT number FROM invocation WHERE status <> 5) GROUP BY invocation ORDER BY invocation
        """,
        "SELECT DISTINCT invocation FROM journal WHERE invocation NOT IN (SELECT number FROM invocation)",
        "SELECT * FROM state ORDER BY service, key, name",
        "SELECT * FROM inbox ORDER BY service, key, position",
        "SELECT * FROM timer ORDER BY due_at, invocation, completion",
        "SELECT * FROM dedup ORDER BY name",
        "SELECT * FROM promise ORDER BY service, key, name",
        "SELECT * FROM waiter ORDER BY topic, invocation, completion",
        "SELECT * FROM last_purged",
        "SELECT count(*) FROM redo",
    ];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-test-");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void After_a_crash_the_tables_are_what_the_writes_in_order_make_of_them(int seed)
    {
        var writes = new RandomWrites(seed);
        var committed = new List<List<StoreWrite>>();
        IReadOnlyList<DiskImage> images;
        using (var database = Database.Open(Folder("original")))
        using (var transactions = new CommitTransactions(database))
        {
            for (var commit = 0; commit < Commits; commit++)
            {
                if (!transactions.IsApplying && writes.Below(4) == 0)
                    transactions.BeginToApply();
                List<List<StoreWrite>> units = [.. Enumerable.Range(0, writes.Below(3) + 1).Select(_ => writes.Unit())];
                committed.Add([.. units.SelectMany(unit => unit)]);
                transactions.Take(units);
                transactions.Commit(toApply: writes.Below(3));
            }

            // Before each commit, and after it: only the latter, and not those of the empty database.
            images = [.. DiskImage.AtEveryCommit(Folder("original")).Where((_, i) => i % 2 == 1).TakeLast(Commits)];
        }

        using var expected = Database.Open(Folder("expected"));
        using var connection = expected.Connect();
        using var statements = new WriteStatements(connection);
        foreach (var (commit, image) in images.Index())
        {
            committed[commit].ForEach(statements.Apply);
            image.WriteTo(Folder("crashed"));
            using var crashed = Database.Open(Folder("crashed"));
            using var left = crashed.Connect();
            Assert.Equal(Dump(connection), Dump(left));
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_directory.FullName, name)).FullName;

    private static List<string> Dump(SqliteConnection connection)
    {
        var rows = new List<string>();
        foreach (var query in _tables)
        {
            using var command = connection.CreateCommand();
            command.CommandText = query;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Show(reader[i]))));
            rows.Add("");
        }

        return rows;
    }

    private static string Show(object value) => value is byte[] bytes
        ? Convert.ToHexString(bytes)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
