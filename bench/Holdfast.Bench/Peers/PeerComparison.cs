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

    // Until compilers at run time, .NET's and V8's, have had enough of it.
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(30);
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
            {
                var written = await holdfast.LoadAsync(concurrency, turn, () => [holdfast.WrittenBytes]);
                await Ceiling.FitAsync(ceiling.Address, written.Each(0));
                await CompareAsync(sides, concurrency, turn, results);
            }

            Explain(section, turn);
            Write(section, sides, results);
            Compare(section, sides, results);
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
            for (var i = 0; i < sides.Length; i++)
            {
                // Who follows whom changes with the round.
                var side = sides[(i + round) % sides.Length];
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
        var result = await side.LoadAsync(concurrency, turn, () =>
        [
            side.ProcessorTime.TotalMilliseconds,
            Environment.CpuUsage.TotalTime.TotalMilliseconds,
            TimeOf(idle).TotalMilliseconds,
            side.WrittenBytes,
        ]);
        var milliseconds = result.Window.TotalMilliseconds;
        return new(
            result.PerSecond, result.Median, result.Late, result.Each(0), result.Each(3) / 1024,
            result.Meters[1] / milliseconds, result.Meters[2] / milliseconds, result.Failures);
    }

    private static void Explain(Section section, TimeSpan turn)
    {
        section.Say(
            "Three recorded steps that do nothing and four status updates; an HTTP request with an idempotency key of "
            + "its own starts a workflow and is answered when it ended. Durability as each comes: all of them write to "
            + "disk. The servers are processes of their own; the others stay up and idle while one is loaded. Each "
            + $"was loaded with 64 callers for {_warmUp.TotalSeconds:N0} s before anything was measured. What "
            + "is answered in a turn counts; it begins when all callers are busy, each has had an answer, and takes "
            + $"{turn.TotalSeconds:N0} s, or longer until there are two answers for each caller, 20 s at most. Sides "
            + $"take turns in changing order, {Rounds} rounds: the median, and in brackets the least and the most.");
        section.Say(
            "Restate Server runs with its defaults but for RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE=2GiB, and where it is "
            + "said with 2 partitions, which on two cores is faster than its default of 24.");
        section.Say(
            "The ceiling is a bare Kestrel that stores each request in SQLite, one writer, as many requests per commit "
            + "as wait. Before each load it is made to write as many bytes for a request as the engine does for a "
            + "workflow. \"KiB written\" is what the processes gave to files, as the kernel counts it (`wchar`): not "
            + "what goes through io_uring or mapped memory.");
    }

    private static void Write(Section section, Side[] sides, Dictionary<(Side, int), List<Turn>> results)
    {
        section.Columns(
            "callers", "side", "workflows/s", "p50 ms", "p99 ms", "CPU ms per workflow", "KiB written", "cores: load",
            "cores: idle");
        foreach (var concurrency in _concurrencies)
        {
            foreach (var side in sides)
            {
                var turns = results[(side, concurrency)];
                section.Row(
                    $"{concurrency}", side.Name, Spread(turns, t => t.PerSecond), Spread(turns, t => t.Median),
                    Spread(turns, t => t.Late), Spread(turns, t => t.Milliseconds),
                    Section.Figure(Section.Median(turns.Select(t => t.Kibibytes))),
                    Section.Figure(Section.Median(turns.Select(t => t.Load))),
                    Section.Figure(Section.Median(turns.Select(t => t.Idle))));
            }
        }

        section.Say(
            "Answers that did not say that the workflow finished: "
            + string.Join(", ", sides.Select(side => $"{side.Name} {FailuresOf(side)}")) + ".");
        section.Say(
            "\"cores: load\" is what the load generator took, \"cores: idle\" what all other sides did. The same "
            + "generator gets the rate of the ceiling out of a server, so it is not what limits the others.");

        int FailuresOf(Side side) => _concurrencies.Sum(each => results[(side, each)].Sum(turn => turn.Failures));
    }

    private static void Compare(Section section, Side[] sides, Dictionary<(Side, int), List<Turn>> results)
    {
        section.Say(
            $"{sides[0].Name}'s figure, of the other's of the same round: the median of the rounds, and in brackets "
            + "the least and the most.");
        section.Columns("callers", "beside", "workflows/s, ×", "p50, ×");
        foreach (var concurrency in _concurrencies)
        {
            foreach (var peer in sides[1..])
            {
                section.Row(
                    $"{concurrency}", peer.Name,
                    Section.Spread(Ratios(sides[0], peer, concurrency, results, turn => turn.PerSecond)),
                    Section.Spread(Ratios(sides[0], peer, concurrency, results, turn => turn.Median)));
            }
        }
    }

    private static double[] Ratios(
        Side ours,
        Side theirs,
        int concurrency,
        Dictionary<(Side, int), List<Turn>> results,
        Func<Turn, double> figure) =>
        [.. results[(ours, concurrency)].Zip(
            results[(theirs, concurrency)], (our, their) => figure(our) / figure(their))];

    private static async Task FlushesAsync(Section section, Side[] sides, DirectoryInfo directory)
    {
        section.Say(
            $"Calls that flush to disk, per workflow, counted by strace in turns of {_flushTurn.TotalSeconds:N0} s "
            + "of their own: fsync, fdatasync, sync_file_range, syncfs. What is flushed through io_uring is not seen.");
        section.Columns("side", "1 caller", "64 callers");
        foreach (var side in sides)
            section.Row(side.Name, await FlushesAsync(side, 1, directory), await FlushesAsync(side, 64, directory));
    }

    private static Task<string> FlushesAsync(Side side, int concurrency, DirectoryInfo directory) =>
        Flushes.EachAsync(side.ProcessIds, directory, () => side.LoadAsync(concurrency, _flushTurn));

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
            Section.Median(Ratios(sides[0], sides[1], 1, results, turn => turn.Median)),
            "×");

        double Ratio(Side peer, int concurrency) =>
            Section.Median(Ratios(sides[0], peer, concurrency, results, turn => turn.PerSecond));
    }

    private static string Spread(List<Turn> turns, Func<Turn, double> figure) =>
        Section.Spread([.. turns.Select(figure)]);

    private static TimeSpan TimeOf(Side[] sides) =>
        sides.Aggregate(TimeSpan.Zero, (sum, side) => sum + side.ProcessorTime);

    /// <param name="PerSecond">Workflows.</param>
    /// <param name="Median">Half were answered within so many milliseconds.</param>
    /// <param name="Late">99 of 100 were.</param>
    /// <param name="Milliseconds">Processor time of the side per workflow.</param>
    /// <param name="Kibibytes">Given to files per workflow.</param>
    /// <param name="Load">Cores that the load took.</param>
    /// <param name="Idle">Cores that the other sides took.</param>
    /// <param name="Failures">Answers that were not good.</param>
    private sealed record Turn(
        double PerSecond,
        double Median,
        double Late,
        double Milliseconds,
        double Kibibytes,
        double Load,
        double Idle,
        int Failures);
}
