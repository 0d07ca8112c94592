using System.Diagnostics;
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
    // What a workflow of three steps leaves in the database: rows of all tables, and their bytes.
    private const int Rows = 40;
    private const int RowBytes = 200;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(6);

    public static async Task MeasureAsync(Section section, IReadOnlyList<int> concurrencies)
    {
        var directory = MeasuredEngine.NewDirectory();
        var server = await Restate.HandlerProcess.StartAsync(
            Environment.ProcessPath!, "serve-ceiling", directory.FullName);
        try
        {
            await LoadAsync(server.Address, 64, _warmUp);
            section.Say(
                $"A bare Kestrel and one batched SQLite writer, {Rows} rows of {RowBytes} bytes for each request.");
            section.Columns("callers", "requests/s", "p50 ms", "CPU ms per request: server");
            foreach (var concurrency in concurrencies)
            {
                var (cpu, clock) = (server.ProcessorTime, Stopwatch.StartNew());
                var latencies = await LoadAsync(server.Address, concurrency, _duration);
                var seconds = clock.Elapsed.TotalSeconds;
                cpu = server.ProcessorTime - cpu;
                section.Row(
                    $"{concurrency}",
                    Section.Figure(latencies.Count / seconds),
                    Section.Figure(latencies[latencies.Count / 2]),
                    Section.Figure(cpu.TotalMilliseconds / latencies.Count));
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

    private static Task<List<double>> LoadAsync(Uri server, int callers, TimeSpan duration) =>
        HttpLoad.RunAsync(server, callers, duration, () => WorkflowThroughput.Request(steps: 3));

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
