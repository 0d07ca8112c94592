using System.Diagnostics;
using System.Globalization;
using Holdfast.Bench.Reporting;

namespace Holdfast.Bench;

/// <summary>
/// Many invocations that sleep: how fast they are accepted, what they cost in memory, how soon a process that finds
/// them on disk does its first work, and how fast they wake up when their time comes.
/// </summary>
internal static class Sleepers
{
    private const int Callers = 64;

    // How many tell the rate at which the machine takes them. They sleep for longer than the measurement.
    private const int Probes = 10_000;
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(20);
    private static int _id;

    public static async Task MeasureAsync(Section section, int count)
    {
        using var engine = await MeasuredEngine.StartAsync();
        var clock = Stopwatch.StartNew();
        await SendAsync(engine, Probes, () => _day);

        // All wake up at one moment: late enough that all are asleep before.
        var asleep = clock.Elapsed + 1.25 * clock.Elapsed * ((double)count / Probes) + _rest;
        var start = clock.Elapsed;
        await SendAsync(engine, count, () => asleep - clock.Elapsed);
        var seconds = (clock.Elapsed - start).TotalSeconds;
        await engine.UntilAsync(gauges => gauges.Begun >= Probes + count);
        var early = asleep - clock.Elapsed;
        section.Say(
            $"{count:N0} sleepers, accepted {Section.Figure(count / seconds)}/s: "
            + $"{Mebibytes(engine.Process.PeakBytes)} in memory at most, "
            + $"{Mebibytes((await engine.GaugesAsync()).LiveBytes)} of it live objects; "
            + $"database {Mebibytes(engine.DatabaseBytes)}.");
        if (early < TimeSpan.Zero)
            section.Say("The first woke up before the last was accepted: the wake-up rate says nothing.");
        section.AtMost("memory with all asleep", 1024, engine.Process.PeakBytes / 1024.0 / 1024.0, "MiB");

        var restart = Stopwatch.StartNew();
        await engine.StartAgainAsync();
        await HttpLoad.SendAsync(engine.Address, Request("/job/do", body: null));
        var first = restart.Elapsed;
        section.AtMost("from the kill to the end of a new invocation", 2, first.TotalSeconds, "s");

        if (asleep - clock.Elapsed is var left && left > TimeSpan.Zero)
            await Task.Delay(left);
        clock.Restart();
        // With the new invocation of before.
        await engine.UntilAsync(gauges => gauges.Ended > count);
        var rate = count / clock.Elapsed.TotalSeconds;
        section.Say(
            $"Killed and started again, it has done a new invocation after {Section.Figure(first.TotalSeconds)} s. "
            + $"All woke up at one moment and ended, {Section.Figure(rate)}/s, "
            + $"{Mebibytes(engine.Process.PeakBytes)} in memory at most.");
        section.AtLeast("waking up and ending", 10_000, rate, "/s");
        section.AtMost("memory while they wake up", 1024, engine.Process.PeakBytes / 1024.0 / 1024.0, "MiB");
    }

    private static Task SendAsync(MeasuredEngine engine, int count, Func<TimeSpan> time) => HttpLoad.SendManyAsync(
        engine.Address, Callers, count, _ => Request("/sleeper/sleep/send", Milliseconds(time())));

    private static byte[] Request(string path, string? body) =>
        HttpLoad.Post(path, $"sleeper{Interlocked.Increment(ref _id)}", body);

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static string Mebibytes(long bytes) => $"{bytes / 1024 / 1024:N0} MiB";
}
