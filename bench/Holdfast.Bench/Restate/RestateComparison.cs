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
            await Load(server, name).RunAsync(64, _warmUp);
        }

        section.Say(
            "The same handlers here and on Restate's TypeScript SDK, "
            + $"on one Restate Server with {partitions} partitions "
            + "and RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE=2GiB.");
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
        var load = Load(server, side) with
        {
            MetersAsync = () => Task.FromResult<double[]>(
                [process.ProcessorTime.TotalMilliseconds, server.ProcessorTime.TotalMilliseconds]),
        };
        var result = await load.RunAsync(concurrency, _turn);
        return result.Failures == 0
            ? new(result.PerSecond, result.Median, result.Each(0), result.Each(1))
            : throw new InvalidOperationException($"{result.Failures} answers of {side}'s handlers were wrong.");
    }

    private static HttpLoad Load(RestateServer server, string side) => new(
        server.Ingress,
        () => Request(side, $"wf{Interlocked.Increment(ref _id)}"),
        """["done 1","done 2","done 3"]"""u8.ToArray());

    private static byte[] Request(string side, string id) =>
        HttpLoad.Post($"/{side}Executor/execute", id, $"\"{id}\"");

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
