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
        Side[] sides =
        [
            new("Holdfast", holdfast, id => Post("/HoldfastExecutor/execute", id)),
            new("TypeScript", typescript, id => Post("/TypeScriptExecutor/execute", id)),
            new("Holdfast, leaner", holdfast, id => PostEmpty($"/HoldfastLean/{id}/execute", id)),
            new("TypeScript, leaner", typescript, id => PostEmpty($"/TypeScriptLean/{id}/execute", id)),
        ];
        foreach (var process in new[] { holdfast, typescript })
            await server.RegisterAsync(process.Address);
        foreach (var side in sides)
            await Load(server, side).RunAsync(64, _warmUp);

        section.Say(
            "The same handlers here and on Restate's TypeScript SDK, "
            + $"on one Restate Server with {partitions} partitions "
            + "and RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE=2GiB. An executor calls three steps of one side effect each, and "
            + "sends four updates to a status: eight invocations.");
        section.Say(
            "The leaner shape of the same work is one invocation: the steps are side effects of the executor, and the "
            + "status is its own state.");
        section.Columns(
            "callers", "handlers", "workflows/s", "p50 ms", "CPU ms per workflow: handlers", "server", "handlers' MiB");
        foreach (var concurrency in new[] { 1, 16, 64 })
        {
            var turns = sides.ToDictionary(side => side, _ => new List<Turn>());
            for (var round = 0; round < Rounds; round++)
            {
                // In changing order: the machine may be slower for a while.
                foreach (var side in round % 2 == 0 ? sides : sides.Reverse())
                    turns[side].Add(await MeasureAsync(server, side, concurrency));
            }

            foreach (var side in sides)
                Write(section, side, concurrency, turns[side]);
            Goals(section, concurrency, turns[sides[0]], turns[sides[1]]);
        }
    }

    private static async Task<Turn> MeasureAsync(RestateServer server, Side side, int concurrency)
    {
        var load = Load(server, side) with
        {
            MetersAsync = () => Task.FromResult<double[]>(
                [side.Process.ProcessorTime.TotalMilliseconds, server.ProcessorTime.TotalMilliseconds]),
        };
        var result = await load.RunAsync(concurrency, _turn);
        return result.Failures == 0
            ? new(result.PerSecond, result.Median, result.Each(0), result.Each(1))
            : throw new InvalidOperationException($"{result.Failures} answers of {side.Name} were wrong.");
    }

    private static HttpLoad Load(RestateServer server, Side side) => new(
        server.Ingress,
        () => side.Request($"wf{Interlocked.Increment(ref _id)}"),
        """["done 1","done 2","done 3"]"""u8.ToArray());

    private static byte[] Post(string path, string id) => HttpLoad.Post(path, id, $"\"{id}\"");

    private static byte[] PostEmpty(string path, string id) => HttpLoad.Post(path, id, body: null);

    private static void Write(Section section, Side side, int concurrency, List<Turn> turns) =>
        section.Row(
            $"{concurrency}",
            side.Name,
            Section.Spread([.. turns.Select(turn => turn.PerSecond)]),
            Section.Spread([.. turns.Select(turn => turn.Median)]),
            Section.Figure(Section.Median(turns.Select(turn => turn.HandlerMilliseconds))),
            Section.Figure(Section.Median(turns.Select(turn => turn.ServerMilliseconds))),
            $"{side.Process.WorkingSetBytes / 1024 / 1024}");

    private static void Goals(Section section, int concurrency, List<Turn> holdfast, List<Turn> typescript)
    {
        var rounds = holdfast.Zip(typescript).ToList();
        var rate = Section.Median(rounds.Select(round => round.First.PerSecond / round.Second.PerSecond));
        var time = Section.Median(
            rounds.Select(round => round.First.HandlerMilliseconds / round.Second.HandlerMilliseconds));
        section.AtLeast($"of the TypeScript SDK's workflows/s, {Callers(concurrency)}", 1.2, rate, "×");
        section.AtMost($"of its handlers' CPU per workflow, {Callers(concurrency)}", 1.0 / 3, time, "×");
    }

    private static string Callers(int count) => count == 1 ? "1 caller" : $"{count} callers";

    private static string Installed(string path)
    {
        var file = SourceTree.PathOf("bench", "peers", "restate-typescript", "node_modules", path);
        return File.Exists(file)
            ? file
            : throw new FileNotFoundException($"There is no {file}: './holdfast bench restate' installs it.");
    }

    /// <summary>Handlers in a process, and how a workflow of theirs is asked for.</summary>
    private sealed record Side(string Name, HandlerProcess Process, Func<string, byte[]> Request);

    private sealed record Turn(double PerSecond, double Median, double HandlerMilliseconds, double ServerMilliseconds);
}
