using System.Diagnostics;
using System.Text;
using Holdfast.Bench.Reporting;
using Holdfast.Testing;
using Holdfast.Testing.Restate;

namespace Holdfast.Bench.Restate;

/// <summary>
/// Holdfast's endpoint beside Restate's TypeScript SDK on the same Restate Server: the same handlers, turn by turn.
/// </summary>
internal static class RestateComparison
{
    private const int Rounds = 3;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan _turn = TimeSpan.FromSeconds(4);
    private static int _id;

    public static async Task MeasureAsync(Section section, string partitions)
    {
        // Not /tmp: that may be memory, and then an fsync costs nothing.
        var directory = Directory.CreateDirectory($"bench-data-{Environment.ProcessId}-restate");
        Environment.SetEnvironmentVariable("TMPDIR", directory.FullName);
        try
        {
            await CompareAsync(section, partitions);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(Section section, string partitions)
    {
        await using var server = await RestateServer.StartAsync(
            new Dictionary<string, string>
            {
                ["RESTATE_DEFAULT_NUM_PARTITIONS"] = partitions,
                ["RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE"] = "2GiB",
            });
        using var holdfast = await HandlerProcess.StartAsync(Environment.ProcessPath!, "serve-handlers");
        using var typescript = await HandlerProcess.StartAsync(
            Installed("node/bin/node"), SourceTree.PathOf("bench", "peers", "restate-typescript", "services.mjs"));
        (string Name, HandlerProcess Process)[] sides = [("Holdfast", holdfast), ("TypeScript", typescript)];
        foreach (var (name, process) in sides)
        {
            await server.RegisterAsync(process.Address);
            await LoadAsync(server.Http, name, 64, _warmUp);
        }

        section.Say(
            "The same handlers here and on Restate's TypeScript SDK, "
            + $"on one Restate Server with {partitions} partitions.");
        section.Columns(
            "callers", "handlers", "workflows/s", "p50 ms", "CPU ms per workflow: handlers", "server", "handlers' MiB");
        foreach (var concurrency in new[] { 1, 16, 64 })
        {
            var turns = sides.ToDictionary(side => side.Name, _ => new List<Turn>());
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var (name, process) in sides)
                    turns[name].Add(await MeasureAsync(server, name, process, concurrency));
            }

            foreach (var (name, process) in sides)
                Write(section, name, concurrency, turns[name], process);
        }
    }

    private static async Task<Turn> MeasureAsync(
        RestateServer server, string side, HandlerProcess process, int concurrency)
    {
        var (handlers, restate, clock) = (process.ProcessorTime, server.ProcessorTime, Stopwatch.StartNew());
        var latencies = await LoadAsync(server.Http, side, concurrency, _turn);
        var seconds = clock.Elapsed.TotalSeconds;
        latencies.Sort();
        return new(
            latencies.Count / seconds,
            latencies[latencies.Count / 2],
            (process.ProcessorTime - handlers).TotalMilliseconds / latencies.Count,
            (server.ProcessorTime - restate).TotalMilliseconds / latencies.Count);
    }

    private static async Task<List<double>> LoadAsync(
        HttpClient ingress, string side, int concurrency, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var perCaller = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            var latencies = new List<double>();
            while (clock.Elapsed < duration)
            {
                var start = clock.Elapsed;
                await ExecuteAsync(ingress, side, $"wf{Interlocked.Increment(ref _id)}");
                latencies.Add((clock.Elapsed - start).TotalMilliseconds);
            }

            return latencies;
        }));
        return [.. perCaller.SelectMany(latencies => latencies)];
    }

    private static async Task ExecuteAsync(HttpClient ingress, string side, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{side}Executor/execute")
        {
            Content = new StringContent($"\"{id}\"", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("idempotency-key", id);
        using var response = await ingress.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        if (body != """["done 1","done 2","done 3"]""")
            throw new InvalidOperationException(body);
    }

    private static void Write(
        Section section, string side, int concurrency, List<Turn> turns, HandlerProcess process) =>
        section.Row(
            $"{concurrency}",
            side,
            Section.Spread([.. turns.Select(turn => turn.PerSecond)]),
            Section.Spread([.. turns.Select(turn => turn.Median)]),
            Section.Figure(Section.Median(turns.Select(turn => turn.HandlerMilliseconds))),
            Section.Figure(Section.Median(turns.Select(turn => turn.ServerMilliseconds))),
            $"{process.WorkingSetBytes / 1024 / 1024}");

    private static string Installed(string path)
    {
        var file = SourceTree.PathOf("bench", "peers", "restate-typescript", "node_modules", path);
        return File.Exists(file)
            ? file
            : throw new FileNotFoundException($"There is no {file}: './holdfast bench restate' installs it.");
    }

    private sealed record Turn(double PerSecond, double Median, double HandlerMilliseconds, double ServerMilliseconds);
}
