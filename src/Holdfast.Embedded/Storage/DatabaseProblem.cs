using Microsoft.Data.Sqlite;

namespace Holdfast.Embedded.Storage;

/// <summary>What SQLite's errors mean for whoever runs the program, and what to do about them.</summary>
internal static class DatabaseProblem
{
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>The directory cannot be used, for this reason.</summary>
    public static DataDirectoryException Refuse(string directory, SqliteException error) =>
        new(DataDirectoryProblem.Unusable, directory, Explain(error), error);

    public static string Explain(SqliteException error) => error.SqliteErrorCode switch
    {
        Full => $"the disk is full; free some space. {Quote(error)}",
        ReadOnly or CannotOpen =>
            $"it cannot be written; give this user the right to, and mount it for writing. {Quote(error)}",
        InputOutput =>
            "the disk failed to read, write or sync. What it did not confirm was not acknowledged. Look into the "
            + "system's log, see to it that the disk is sound, or copy the directory to one that is, then start again. "
            + Quote(error),
        Corrupt or NotADatabase =>
            $"the database file is damaged. Keep a copy of the directory, then restore a backup, or save what can be "
            + $"read with 'sqlite3 {Database.FileName} .recover'. {Quote(error)}",
        _ => Quote(error),
    };

    private static string Quote(SqliteException error) =>
        $"SQLite says: {error.Message} (code {error.SqliteExtendedErrorCode})";
}
