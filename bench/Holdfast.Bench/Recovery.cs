using System.Diagnostics;
using Holdfast.Bench.Reporting;

namespace Holdfast.Bench;

/// <summary>
/// A process is killed while many invocations are unfinished: how soon the next one answers, how long new invocations
/// take while it finishes the old ones, and how fast it does that, beside the rate at which it finishes new ones.
/// </summary>
internal static class Recovery
{
    private const int Callers = 64;
    private static readonly TimeSpan _normal = TimeSpan.FromSeconds(6);
    private static int _id;

    public static async Task MeasureAsync(Section section, int count)
    {
        using var engine = await MeasuredEngine.StartAsync(new ServerOptions { IsBlocked = true });
        await HttpLoad.SendManyAsync(engine.Address, Callers, count, _ => Request("/job/do/send"));

        var clock = Stopwatch.StartNew();
        await engine.StartAgainAsync();
        await engine.GaugesAsync();
        var listens = clock.Elapsed;
        await HttpLoad.SendAsync(engine.Address, Request("/job/do"));
        var first = clock.Elapsed;
        var latecomers = await Latecomers.SendAsync(engine, others: count + 1, () => Request("/job/do"));
        var all = clock.Elapsed;

        // Twice: the first time warms up.
        var load = new HttpLoad(engine.Address, () => Request("/job/do"), Good: []);
        await load.RunAsync(Callers, _normal);
        var (resumed, normal) = (count / all.TotalSeconds, (await load.RunAsync(Callers, _normal)).PerSecond);
        section.Say(
            $"Killed (`kill -9`) with {count:N0} unfinished invocations of one side effect each. After that: "
            + $"listens again after {Section.Figure(listens.TotalSeconds)} s, a new invocation is done after "
            + $"{Section.Figure(first.TotalSeconds)} s, all are finished after {Section.Figure(all.TotalSeconds)} s, "
            + $"{Section.Figure(resumed)}/s. Until then {latecomers}. "
            + $"After that new ones: {Section.Figure(normal)}/s with {Callers} callers. "
            + $"At most {engine.Process.PeakBytes / 1024 / 1024:N0} MiB in memory.");
        section.AtMost("from the kill to the end of a new invocation", 2, first.TotalSeconds, "s");
        section.AtLeast("rate of finishing, of that of new ones", 50, 100 * resumed / normal, "%");
    }

    private static byte[] Request(string path) =>
        HttpLoad.Post(path, $"job{Interlocked.Increment(ref _id)}", body: null);
}
