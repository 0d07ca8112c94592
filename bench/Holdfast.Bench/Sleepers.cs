using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Bench;

/// <summary>
/// Many invocations that sleep: how fast they are accepted, what they cost in memory, how soon a process that finds
/// them on disk serves its first request, and how fast they wake up when their time comes.
/// </summary>
internal static class Sleepers
{
    private const int Callers = 64;

    // All wake up at one moment: late enough that all are asleep before, if so many are accepted per second.
    private const int AcceptedPerSecond = 1_500;
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(30);

    public static async Task MeasureAsync(int count)
    {
        using var engine = await MeasuredEngine.StartAsync();
        var clock = Stopwatch.StartNew();
        var asleep = TimeSpan.FromSeconds(count / AcceptedPerSecond) + _rest;
        await HttpLoad.SendManyAsync(engine.Address, Callers, count, i => HttpLoad.Post(
            "/sleeper/sleep/send", $"sleeper{i}", Milliseconds(asleep - clock.Elapsed)));
        var seconds = clock.Elapsed.TotalSeconds;
        await engine.UntilAsync(gauges => gauges.Begun >= count);
        Console.WriteLine(
            $"{count:N0} sleepers: accepted {count / seconds:N0}/s; "
            + $"{Mebibytes(engine.Process.WorkingSetBytes)} resident, "
            + $"{Mebibytes((await engine.GaugesAsync()).LiveBytes)} live; database {Mebibytes(engine.DatabaseBytes)}");
        if (clock.Elapsed > asleep)
            Console.WriteLine("The first woke up before the last was accepted: the wake-up rate says nothing.");

        var start = Stopwatch.StartNew();
        await engine.StartAgainAsync();
        await engine.GaugesAsync();
        Console.WriteLine(
            $"started again: first answer after {start.Elapsed.TotalSeconds:N2} s, "
            + $"{Mebibytes(engine.Process.WorkingSetBytes)} resident");

        if (asleep - clock.Elapsed is var early && early > TimeSpan.Zero)
            await Task.Delay(early);
        clock.Restart();
        await engine.UntilAsync(gauges => gauges.Ended >= count);
        Console.WriteLine(
            $"woke up: {count / clock.Elapsed.TotalSeconds:N0}/s, "
            + $"{Mebibytes(engine.Process.WorkingSetBytes)} resident");
    }

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static string Mebibytes(long bytes) => $"{bytes / 1024 / 1024:N0} MiB";
}
