using Holdfast.Bench.Peers;
using Holdfast.Bench.Reporting;
using Holdfast.Bench.Restate;

namespace Holdfast.Bench;

/// <summary>
/// The most that this machine could do: <see cref="CeilingServer"/> beside the engine. It writes as many bytes for a
/// request as the engine does for a workflow, by the same counter: that is made so before it is measured, since the
/// engine's bytes depend on how many workflows share a commit.
/// </summary>
internal static class Ceiling
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan _flushTurn = TimeSpan.FromSeconds(2);

    public static async Task MeasureAsync(Section section, IReadOnlyList<int> concurrencies)
    {
        var directory = MeasuredEngine.NewDirectory();
        using var engine = await MeasuredEngine.StartAsync();
        var server = await StartAsync(directory);
        try
        {
            var ours = Load(engine.Process, WorkflowThroughput.Answer);
            var theirs = Load(server, CeilingServer.Answer);
            await ours.RunAsync(64, _warmUp);
            await theirs.RunAsync(64, _warmUp);
            section.Say(
                $"A bare Kestrel and one batched SQLite writer, as many rows of {CeilingServer.RowBytes:N0} bytes for "
                + "each request as make it write what the engine writes. Written is what each process gave to files, "
                + "as the kernel counts it (`wchar`; sockets are not in it); fsyncs are counted by strace in turns of "
                + "their own. A workflow leaves 12 rows, and each commit one row more.");
            section.Columns(
                "callers", "side", "workflows/s", "p50 ms", "CPU ms each", "rows each", "KiB written each",
                "fsyncs each", "bytes of an answer");
            foreach (var callers in concurrencies)
            {
                var engines = await MeasureAsync(section, "Holdfast", "12+", callers, ours, engine.Process, directory);
                var rows = await FitAsync(server.Address, engines.Each(1));
                var ceilings = await MeasureAsync(section, "ceiling", $"{rows}", callers, theirs, server, directory);
                section.AtLeast(
                    $"of the ceiling, {callers} callers", 50, 100 * engines.PerSecond / ceilings.PerSecond, "%");
            }
        }
        finally
        {
            server.Dispose();
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Starts the bare server, with its data in a directory.</summary>
    public static Task<HandlerProcess> StartAsync(DirectoryInfo directory) =>
        HandlerProcess.StartAsync(Environment.ProcessPath!, "serve-ceiling", directory.FullName);

    /// <summary>Makes the bare server write so many bytes for each request; returns in how many rows.</summary>
    public static async Task<int> FitAsync(Uri server, double bytes)
    {
        var rows = Math.Max(1, (int)Math.Round(bytes / CeilingServer.WrittenForRow));
        await HttpLoad.SendAsync(server, HttpLoad.Post(CeilingServer.RowsPath(rows), $"{rows} rows", body: null));
        return rows;
    }

    private static HttpLoad Load(HandlerProcess server, byte[] answer) =>
        new(server.Address, () => WorkflowThroughput.Request(steps: 3), answer)
        {
            MetersAsync = () => Task.FromResult<double[]>(
                [server.ProcessorTime.TotalMilliseconds, server.WrittenBytes]),
        };

    private static async Task<LoadResult> MeasureAsync(
        Section section,
        string side,
        string rows,
        int callers,
        HttpLoad load,
        HandlerProcess server,
        DirectoryInfo directory)
    {
        var result = await load.RunAsync(callers, _duration);
        section.Row(
            $"{callers}",
            side,
            Section.Figure(result.PerSecond),
            Section.Figure(result.Median),
            Section.Figure(result.Each(0)),
            rows,
            Section.Figure(result.Each(1) / 1024),
            await Flushes.EachAsync([server.Id], directory, () => load.RunAsync(callers, _flushTurn)),
            $"{result.AnswerBytes:N0}");
        return result;
    }
}
