using System.Diagnostics;
using Holdfast.Bench.Reporting;

namespace Holdfast.Bench.Peers;

/// <summary>
/// The same workflow on the embedded engine, on Restate Server, on DBOS, and what the machine could do at most: turn by
/// turn under the same load, each in processes of its own.
/// </summary>
internal static class PeerComparison
{
    private const int Rounds = 3;
    private static readonly int[] _concurrencies = [1, 16, 64, 256];
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _flushTurn = TimeSpan.FromSeconds(2);

    public static async Task MeasureAsync(Section section, TimeSpan turn)
    {
        var directory = MeasuredEngine.NewDirectory();
        // Where Restate Server puts its data. Not /tmp: that may be memory, and then an fsync costs nothing.
        Environment.SetEnvironmentVariable("TMPDIR", directory.FullName);
        try
        {
            await using var holdfast = await Side.StartEmbeddedAsync();
            await using var restate = await Side.StartRestateAsync(partitions: null);
            await using var restate2 = await Side.StartRestateAsync(partitions: 2);
            await using var dbos = await Side.StartDbosAsync(directory);
            await using var ceiling = await Side.StartCeilingAsync(directory);
            Side[] sides = [holdfast, restate, restate2, dbos, ceiling];
            foreach (var side in sides)
            {
                await side.CheckAsync();
                await side.LoadAsync(64, _warmUp);
            }

            var results = new Dictionary<(Side, int), List<Turn>>();
            foreach (var concurrency in _concurrencies)
                await CompareAsync(sides, concurrency, turn, results);
            Explain(section, turn);
            Write(section, sides, results);
            await FlushesAsync(section, sides, directory);
            Goals(section, sides, results);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(
        Side[] sides, int concurrency, TimeSpan turn, Dictionary<(Side, int), List<Turn>> results)
    {
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var side in sides)
            {
                if (!results.TryGetValue((side, concurrency), out var turns))
                    results[(side, concurrency)] = turns = [];
                turns.Add(await TurnAsync(side, sides, concurrency, turn));
                Console.WriteLine($"{side.Name}, {concurrency} callers: {turns[^1].PerSecond:N0} workflows/s");
            }
        }
    }

    private static async Task<Turn> TurnAsync(Side side, Side[] sides, int concurrency, TimeSpan turn)
    {
        Side[] idle = [.. sides.Where(other => other != side)];
        var (own, load, others) = (side.ProcessorTime, OwnTime(), TimeOf(idle));
        var clock = Stopwatch.StartNew();
        var latencies = await side.LoadAsync(concurrency, turn);
        var elapsed = clock.Elapsed;
        return new(
            latencies.Count / elapsed.TotalSeconds,
            latencies[latencies.Count / 2],
            latencies[latencies.Count * 99 / 100],
            (side.ProcessorTime - own).TotalMilliseconds / latencies.Count,
            (OwnTime() - load) / elapsed,
            (TimeOf(idle) - others) / elapsed);
    }

    private static void Explain(Section section, TimeSpan turn)
    {
        section.Say(
            "Three recorded steps that do nothing and four status updates; an HTTP request with an idempotency key of "
            + "its own starts a workflow and is answered when it ended. Durability as each comes: all of them write to "
            + "disk. The servers are processes of their own; the others stay up and idle while one is loaded. A turn "
            + $"takes {turn.TotalSeconds:N0} s and what was under way at its end; sides take turns, {Rounds} rounds: "
            + "the median, and in brackets the least and the most.");
        section.Say(
            "The ceiling is a bare Kestrel that stores each request in SQLite, one writer, as many requests per commit "
            + "as wait, as many bytes as the engine stores.");
    }

    private static void Write(Section section, Side[] sides, Dictionary<(Side, int), List<Turn>> results)
    {
        section.Columns(
            "callers", "side", "workflows/s", "p50 ms", "p99 ms", "CPU ms per workflow", "cores: load", "cores: idle");
        foreach (var concurrency in _concurrencies)
        {
            foreach (var side in sides)
            {
                var turns = results[(side, concurrency)];
                section.Row(
                    $"{concurrency}", side.Name, Spread(turns, t => t.PerSecond), Spread(turns, t => t.Median),
                    Spread(turns, t => t.Late), Spread(turns, t => t.Milliseconds),
                    Section.Figure(Section.Median(turns.Select(t => t.Load))),
                    Section.Figure(Section.Median(turns.Select(t => t.Idle))));
            }
        }

        section.Say(
            "\"cores: load\" is what the load generator took, \"cores: idle\" what all other sides did. The same "
            + "generator gets the rate of the ceiling out of a server, so it is not what limits the others.");
    }

    private static async Task FlushesAsync(Section section, Side[] sides, DirectoryInfo directory)
    {
        section.Say(
            $"Calls that flush to disk, per workflow, counted by strace in turns of {_flushTurn.TotalSeconds:N0} s "
            + "of their own:");
        section.Columns("side", "1 caller", "64 callers");
        foreach (var side in sides)
            section.Row(side.Name, await FlushesAsync(side, 1, directory), await FlushesAsync(side, 64, directory));
    }

    private static async Task<string> FlushesAsync(Side side, int concurrency, DirectoryInfo directory)
    {
        using var flushes = await Flushes.StartAsync(side.ProcessIds, directory);
        if (flushes is null)
            return "no strace";
        var latencies = await side.LoadAsync(concurrency, _flushTurn);
        var calls = await flushes.EndAsync();
        return calls.Count == 0
            ? "none"
            : string.Join(", ", calls.Select(call =>
                $"{call.Key} {Section.Figure((double)call.Value / latencies.Count)}"));
    }

    private static void Goals(Section section, Side[] sides, Dictionary<(Side, int), List<Turn>> results)
    {
        foreach (var concurrency in new[] { 64, 256 })
        {
            section.AtLeast($"Restate, {concurrency} callers", 30, Ratio(sides[1], concurrency), "×");
            section.AtLeast(
                $"Restate with 2 partitions, {concurrency} callers", 20, Ratio(sides[2], concurrency), "×");
            section.AtLeast($"DBOS, {concurrency} callers", 30, Ratio(sides[3], concurrency), "×");
            section.AtLeast($"of the ceiling, {concurrency} callers", 50, 100 * Ratio(sides[4], concurrency), "%");
        }

        section.AtMost(
            "p50 at 1 caller, of Restate's",
            0.1,
            Of(sides[0], 1, t => t.Median) / Of(sides[1], 1, t => t.Median),
            "×");

        double Ratio(Side peer, int concurrency) =>
            Of(sides[0], concurrency, t => t.PerSecond) / Of(peer, concurrency, t => t.PerSecond);

        double Of(Side side, int concurrency, Func<Turn, double> figure) =>
            Section.Median(results[(side, concurrency)].Select(figure));
    }

    private static string Spread(List<Turn> turns, Func<Turn, double> figure) =>
        Section.Spread([.. turns.Select(figure)]);

    private static TimeSpan TimeOf(Side[] sides) =>
        sides.Aggregate(TimeSpan.Zero, (sum, side) => sum + side.ProcessorTime);

    private static TimeSpan OwnTime()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }

    /// <param name="PerSecond">Workflows.</param>
    /// <param name="Median">Half were answered within so many milliseconds.</param>
    /// <param name="Late">99 of 100 were.</param>
    /// <param name="Milliseconds">Processor time of the side per workflow.</param>
    /// <param name="Load">Cores that the load took.</param>
    /// <param name="Idle">Cores that the other sides took.</param>
    private sealed record Turn(
        double PerSecond, double Median, double Late, double Milliseconds, double Load, double Idle);
}
