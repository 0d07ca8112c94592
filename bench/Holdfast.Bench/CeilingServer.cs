using System.Globalization;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Bench;

/// <summary>
/// A bare Kestrel that stores each request in SQLite and answers, with one writer, fsync, and as many requests per
/// commit as wait.
/// </summary>
internal static class CeilingServer
{
    /// <summary>Three fill a page.</summary>
    public const int RowBytes = 1_340;

    /// <summary>Bytes that a row makes SQLite write: a third of a page, in the log with its head, and again.</summary>
    public const double WrittenForRow = (4_096 + 24 + 4_096) / 3.0;

    // With the head as long as the engine's answer to a workflow of three steps, which has two lines more in its head.
    private const int AnswerBytes = 995;

    /// <summary>In each answer: it is the request's body and more.</summary>
    public static byte[] Answer { get; } = "noop-source"u8.ToArray();

    /// <summary>What a request is sent to for so many rows for each one from then on.</summary>
    public static string RowsPath(int rows) => $"/rows/{rows}";

    public static async Task RunAsync(string directory)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var rows = 1;
        var waiting = Channel.CreateUnbounded<TaskCompletionSource>(new() { SingleReader = true });
        var writer = new Thread(() => Write(Path.Combine(directory, "ceiling.db"), waiting.Reader, () => rows));
        writer.Start();
        app.Run(async context =>
        {
            if (context.Request.Path.StartsWithSegments("/rows", out var asked))
            {
                rows = int.Parse(asked.Value.AsSpan(1), CultureInfo.InvariantCulture);
                context.Response.ContentLength = 0;
                return;
            }

            var answer = new byte[AnswerBytes];
            using var body = new MemoryStream(answer);
            await context.Request.Body.CopyToAsync(body);
            var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Writer.TryWrite(stored);
            await stored.Task;
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
        await app.StartAsync();
        Console.WriteLine($"Listening on {app.Urls.Single()}");
        await app.WaitForShutdownAsync();
        waiting.Writer.Complete();
        writer.Join();
    }

    private static void Write(string path, ChannelReader<TaskCompletionSource> waiting, Func<int> rows)
    {
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16384");
        Execute(connection, "CREATE TABLE entry (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
        using var insert = connection.CreateCommand();
        insert.Parameters.AddWithValue("@bytes", new byte[RowBytes]);
        var batch = new List<TaskCompletionSource>();
        while (waiting.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (waiting.TryRead(out var stored))
                batch.Add(stored);
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            insert.CommandText = InsertOf(rows());
            batch.ForEach(_ => insert.ExecuteNonQuery());
            transaction.Commit();
            batch.ForEach(stored => stored.SetResult());
            batch.Clear();
        }
    }

    // The command is prepared again only when the text is another one.
    private static string InsertOf(int rows) =>
        $"INSERT INTO entry (bytes) VALUES {string.Join(", ", Enumerable.Repeat("(@bytes)", rows))}";

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
