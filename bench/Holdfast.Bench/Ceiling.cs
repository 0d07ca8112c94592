using System.Threading.Channels;
using Holdfast.Bench.Reporting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Bench;

/// <summary>
/// The most that this machine could do: a bare Kestrel that stores each request in SQLite and answers, with one writer,
/// fsync, as many requests per commit as wait, and rows of as many bytes as the engine stores for a workflow.
/// </summary>
internal static class Ceiling
{
    // Of the order of what a workflow of three steps stores: 14 rows of 5 KB that stay in the tables, and before that
    // all its writes, encoded, in a row of each commit. With whole pages, the engine was seen to write 44 KiB to the
    // disk for each ("KiB written" says it for both sides); these rows stand for the bytes, not for the pages.
    private const int Rows = 20;
    private const int RowBytes = 640;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(6);

    /// <summary>In each answer: it is the request's body.</summary>
    public static byte[] Answer { get; } = "noop-source"u8.ToArray();

    public static async Task MeasureAsync(Section section, IReadOnlyList<int> concurrencies)
    {
        var directory = MeasuredEngine.NewDirectory();
        var server = await Restate.HandlerProcess.StartAsync(
            Environment.ProcessPath!, "serve-ceiling", directory.FullName);
        try
        {
            var load = new HttpLoad(server.Address, () => WorkflowThroughput.Request(steps: 3), Answer)
            {
                MetersAsync = () => Task.FromResult<double[]>(
                    [server.ProcessorTime.TotalMilliseconds, server.WrittenBytes]),
            };
            await load.RunAsync(64, _warmUp);
            section.Say(
                $"A bare Kestrel and one batched SQLite writer, {Rows} rows of {RowBytes} bytes for each request.");
            section.Columns("callers", "requests/s", "p50 ms", "CPU ms per request: server", "KiB written");
            foreach (var concurrency in concurrencies)
            {
                var result = await load.RunAsync(concurrency, _duration);
                section.Row(
                    $"{concurrency}",
                    Section.Figure(result.PerSecond),
                    Section.Figure(result.Median),
                    Section.Figure(result.Each(0)),
                    Section.Figure(result.Each(1) / 1024));
            }
        }
        finally
        {
            server.Dispose();
            directory.Delete(recursive: true);
        }
    }

    public static async Task ServeAsync(string directory)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var waiting = Channel.CreateUnbounded<TaskCompletionSource>(new() { SingleReader = true });
        var writer = new Thread(() => Write(Path.Combine(directory, "ceiling.db"), waiting.Reader));
        writer.Start();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Writer.TryWrite(stored);
            await stored.Task;
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
        });
        await app.StartAsync();
        Console.WriteLine($"Listening on {app.Urls.Single()}");
        await app.WaitForShutdownAsync();
        waiting.Writer.Complete();
        writer.Join();
    }

    private static void Write(string path, ChannelReader<TaskCompletionSource> waiting)
    {
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16384");
        Execute(connection, "CREATE TABLE entry (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
        using var insert = connection.CreateCommand();
        insert.CommandText =
            $"INSERT INTO entry (bytes) VALUES {string.Join(", ", Enumerable.Repeat("(@bytes)", Rows))}";
        insert.Parameters.AddWithValue("@bytes", new byte[RowBytes]);
        var batch = new List<TaskCompletionSource>();
        while (waiting.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (waiting.TryRead(out var stored))
                batch.Add(stored);
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            batch.ForEach(_ => insert.ExecuteNonQuery());
            transaction.Commit();
            batch.ForEach(stored => stored.SetResult());
            batch.Clear();
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
