using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Holdfast.Embedded.Storage;

/// <summary>Opens the database of a data directory: lock, pragmas, migrations.</summary>
internal sealed class Database : IDisposable
{
    public const string FileName = "holdfast.db";

    private readonly FileStream _lock;
    private readonly string _connectionString;

    private Database(FileStream directoryLock, string path)
    {
        _lock = directoryLock;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
    }

    /// <summary>Takes the directory, and brings its database to this release's schema.</summary>
    /// <exception cref="DataDirectoryException">It is locked, newer, or cannot be written.</exception>
    public static Database Open(string directory)
    {
        var database = new Database(DirectoryLock.Take(directory), Path.Combine(directory, FileName));
        try
        {
            using var connection = database.Connect();
            WriteAnew(connection);
            Migrations.Apply(connection, directory);
            RedoTable.Apply(connection);
            return database;
        }
        catch (SqliteException error)
        {
            database.Dispose();
            throw DatabaseProblem.Refuse(directory, error);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A new connection, set for durability: a commit is on disk when it returns.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        connection.Execute("PRAGMA journal_mode = WAL");
        connection.Execute("PRAGMA synchronous = FULL");
        connection.Execute("PRAGMA busy_timeout = 5000");
        // 16 MiB. After most commits SQLite walks over all pages of the writer's cache: more of them would cost more
        // than reading a page again from the cache of the system.
        connection.Execute("PRAGMA cache_size = -16384");
        connection.Execute("PRAGMA wal_autocheckpoint = 16384");
        return connection;
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>
    /// Moves the log into the database. After a failed fsync the kernel may hold pages that are not on disk and that it
    /// will never write: what is read back is written again before anything is built upon it.
    /// </summary>
    private static void WriteAnew(SqliteConnection connection) => connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

/// <summary>Brings a database to the schema of this release, one numbered script after the other.</summary>
internal static class Migrations
{
    private static readonly string[] _scripts = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.Contains(".migrations.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <exception cref="DataDirectoryException">The database was written by a newer release.</exception>
    public static void Apply(SqliteConnection connection, string directory)
    {
        var version = Convert.ToInt32(connection.Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (version > _scripts.Length)
        {
            throw new DataDirectoryException(
                DataDirectoryProblem.Newer,
                directory,
                $"its schema is version {version}, this release knows {_scripts.Length}. "
                + "Start the newer release again.");
        }

        for (; version < _scripts.Length; version++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(Read(_scripts[version]));
            connection.Execute($"PRAGMA user_version = {version + 1}");
            transaction.Commit();
        }
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

/// <summary>Short forms for statements that run once.</summary>
internal static class SqliteConnectionExtensions
{
    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static object? Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
