using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>
/// A process is killed while many invocations are unfinished: how soon the next one answers, and how fast it finishes
/// them, beside the rate at which it accepts and finishes new ones.
/// </summary>
internal static class Recovery
{
    private const int Callers = 64;
    private static readonly TimeSpan _normal = TimeSpan.FromSeconds(6);
    private static int _id;

    public static async Task MeasureAsync(int count)
    {
        using var engine = await MeasuredEngine.StartAsync(new ServerOptions { IsBlocked = true });
        await HttpLoad.SendManyAsync(engine.Address, Callers, count, _ => Request("/job/do/send"));

        var clock = Stopwatch.StartNew();
        await engine.StartAgainAsync();
        await engine.GaugesAsync();
        var first = clock.Elapsed;
        await engine.UntilAsync(gauges => gauges.Ended >= count);
        var all = clock.Elapsed;

        // Twice: the first time warms up.
        await HttpLoad.RunAsync(engine.Address, Callers, _normal, () => Request("/job/do"));
        var calls = await HttpLoad.RunAsync(engine.Address, Callers, _normal, () => Request("/job/do"));
        Console.WriteLine(
            $"killed with {count:N0} unfinished: first answer after {first.TotalSeconds:N2} s, all finished after "
            + $"{all.TotalSeconds:N1} s, {count / all.TotalSeconds:N0}/s; "
            + $"new ones: {calls.Count / _normal.TotalSeconds:N0}/s at concurrency {Callers}");
    }

    private static byte[] Request(string path) =>
        HttpLoad.Post(path, $"job{Interlocked.Increment(ref _id)}", body: null);
}
