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
    private const int Callers = 256;

    // How many tell the rate at which the machine takes them. They sleep for longer than the measurement.
    private const int Probes = 10_000;
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    // From the last that is accepted to the first that wakes up: enough to kill and start the process between.
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(15);
    private static int _id;

    public static async Task MeasureAsync(Section section, int count)
    {
        using var engine = await MeasuredEngine.StartAsync();
        await SendAsync(engine, Probes, () => _day);
        var clock = Stopwatch.StartNew();
        await SendAsync(engine, Probes, () => _day);

        // All wake up at one moment: late enough that all are asleep before.
        var due = clock.Elapsed + 1.25 * clock.Elapsed * ((double)count / Probes) + _rest;
        await AcceptAsync(section, engine, count, () => due - clock.Elapsed);
        await StartAgainAsync(section, engine);
        var awake = (await engine.GaugesAsync()).Ended - 1; // Less the new invocation.
        if (awake > 0)
        {
            section.Say(
                $"{awake:N0} sleepers were due before the process had started again: the wake-up rate says nothing.");
            return;
        }

        if (due - clock.Elapsed is var left && left > TimeSpan.Zero)
            await Task.Delay(left);
        await WakeUpAsync(section, engine, count);
    }

    private static async Task AcceptAsync(Section section, MeasuredEngine engine, int count, Func<TimeSpan> time)
    {
        var clock = Stopwatch.StartNew();
        await SendAsync(engine, count, time);
        var rate = count / clock.Elapsed.TotalSeconds;
        await engine.UntilAsync(gauges => gauges.Begun >= 2 * Probes + count);
        section.Say(
            $"{count:N0} sleepers, accepted {Section.Figure(rate)}/s from {Callers} callers: "
            + $"{Mebibytes(engine.Process.PeakBytes)} in memory at most, "
            + $"{Mebibytes((await engine.GaugesAsync()).LiveBytes)} of it live objects; "
            + $"database {Mebibytes(engine.DatabaseBytes)}.");
        section.AtMost("memory with all asleep", 1024, engine.Process.PeakBytes / 1024.0 / 1024.0, "MiB");
    }

    private static async Task StartAgainAsync(Section section, MeasuredEngine engine)
    {
        var clock = Stopwatch.StartNew();
        await engine.StartAgainAsync();
        await HttpLoad.SendAsync(engine.Address, Request("/job/do", body: null));
        var first = clock.Elapsed.TotalSeconds;
        section.Say($"Killed and started again, it has done a new invocation after {Section.Figure(first)} s.");
        section.AtMost("from the kill to the end of a new invocation", 2, first, "s");
    }

    private static async Task WakeUpAsync(Section section, MeasuredEngine engine, int count)
    {
        // With the new invocation of before, and from the first that is seen to have woken up to the last.
        var first = (await engine.UntilAsync(gauges => gauges.Ended > 1)).Ended - 1;
        var clock = Stopwatch.StartNew();
        var latecomers = await Latecomers.SendAsync(engine, others: count + 1, () => Request("/job/do", body: null));
        var rate = (count - first) / clock.Elapsed.TotalSeconds;
        var memory = engine.Process.PeakBytes;
        section.Say(
            $"All were due at one moment after that. From the first that woke up to the last that ended "
            + $"{Section.Figure(clock.Elapsed.TotalSeconds)} s, {Section.Figure(rate)}/s, "
            + $"{Mebibytes(memory)} in memory at most. Meanwhile {latecomers}.");
        // The first look can find all of a few awake.
        if (first < count / 10)
            section.AtLeast("waking up and ending", 10_000, rate, "/s");
        section.AtMost("memory while they wake up", 1024, memory / 1024.0 / 1024.0, "MiB");
    }

    private static Task SendAsync(MeasuredEngine engine, int count, Func<TimeSpan> time) => HttpLoad.SendManyAsync(
        engine.Address, Callers, count, _ => Request("/sleeper/sleep/send", Milliseconds(time())));

    private static byte[] Request(string path, string? body) =>
        HttpLoad.Post(path, $"sleeper{Interlocked.Increment(ref _id)}", body);

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static string Mebibytes(long bytes) => $"{bytes / 1024 / 1024:N0} MiB";
}
