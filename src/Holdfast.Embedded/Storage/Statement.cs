using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Holdfast.Embedded.Storage;

/// <summary>
/// A prepared statement whose parameters are given by position, in the order of their first mention. It speaks to
/// SQLite directly: the layer above looks every parameter up by its name, and makes a reader for every execution.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const uint Persistent = 1;
    private const int TextOnStack = 256;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, Persistent, out _statement));
    }

    public void Run(params ReadOnlySpan<SqlValue> values)
    {
        using var rows = Query(values);
        while (rows.Read())
        {
        }
    }

    /// <summary>The rows, to be read one after the other; dispose it before the next use of this statement.</summary>
    public Rows Query(params ReadOnlySpan<SqlValue> values)
    {
        for (var i = 0; i < values.Length; i++)
            Check(Bind(i + 1, values[i]));
        return new Rows(this);
    }

    public void Dispose() => _statement.Dispose();

    private int Bind(int index, in SqlValue value) => value switch
    {
        { Text: { } text } => BindText(index, text),
        { Blob.IsEmpty: false } => raw.sqlite3_bind_blob(_statement, index, value.Blob.Span),
        { IsBlob: true } => raw.sqlite3_bind_zeroblob(_statement, index, 0),
        { Number: { } number } => raw.sqlite3_bind_int64(_statement, index, number),
        _ => raw.sqlite3_bind_null(_statement, index),
    };

    private int BindText(int index, string text)
    {
        // An empty span would become NULL.
        if (text.Length == 0 || Encoding.UTF8.GetMaxByteCount(text.Length) > TextOnStack)
            return raw.sqlite3_bind_text(_statement, index, text);
        Span<byte> bytes = stackalloc byte[TextOnStack];
        return raw.sqlite3_bind_text(_statement, index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);

    /// <summary>What a query found.</summary>
    public readonly ref struct Rows(Statement of)
    {
        public bool Read()
        {
            var result = raw.sqlite3_step(of._statement);
            of.Check(result);
            return result == raw.SQLITE_ROW;
        }

        public bool IsNull(int column) => raw.sqlite3_column_type(of._statement, column) == raw.SQLITE_NULL;

        public long Number(int column) => raw.sqlite3_column_int64(of._statement, column);

        public string Text(int column) => raw.sqlite3_column_text(of._statement, column).utf8_to_string();

        public byte[] Blob(int column) => raw.sqlite3_column_blob(of._statement, column).ToArray();

        // What it returns is the error that was thrown already.
        public void Dispose() => raw.sqlite3_reset(of._statement);
    }
}

/// <summary>A value of a parameter: a number, a text, bytes, or NULL.</summary>
internal readonly struct SqlValue
{
    public long? Number { get; private init; }

    public string? Text { get; private init; }

    public bool IsBlob { get; private init; }

    public ReadOnlyMemory<byte> Blob { get; private init; }

    public static implicit operator SqlValue(long? number) => new() { Number = number };

    public static implicit operator SqlValue(string? text) => new() { Text = text };

    public static implicit operator SqlValue(byte[]? bytes) => bytes is null ? default : Bytes(bytes);

    public static implicit operator SqlValue(ReadOnlyMemory<byte> bytes) => Bytes(bytes);

    private static SqlValue Bytes(ReadOnlyMemory<byte> bytes) => new() { IsBlob = true, Blob = bytes };
}
