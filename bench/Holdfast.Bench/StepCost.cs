using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>
/// What a step of a long workflow costs, beside one of a short workflow: the same number of steps, cut into workflows
/// of 10, 1,000 and 10,000. Then the process is killed in the middle of the longest, so that its replay is counted too.
/// </summary>
internal static class StepCost
{
    private const int Steps = 10_000;
    private static readonly int[] _lengths = [10, 1_000, Steps];

    public static async Task MeasureAsync()
    {
        using var engine = await MeasuredEngine.StartAsync();
        await ExecuteAsync(engine, length: 10);
        var last = TimeSpan.Zero;
        foreach (var length in _lengths)
        {
            var (cpu, clock) = (engine.Process.ProcessorTime, Stopwatch.StartNew());
            await ExecuteAsync(engine, length);
            cpu = engine.Process.ProcessorTime - cpu;
            last = clock.Elapsed;
            Console.WriteLine(
                $"{Steps:N0} steps, {length,6:N0} per workflow: {last.TotalMilliseconds / Steps:N3} ms and "
                + $"{cpu.TotalMilliseconds / Steps:N3} ms CPU per step");
        }

        await ReplayAsync(engine, killAfter: last / 2);
    }

    // One at a time, so that no workflow shares a commit with another.
    private static async Task ExecuteAsync(MeasuredEngine engine, int length)
    {
        for (var left = Steps; left > 0; left -= length)
            await HttpLoad.SendAsync(engine.Address, WorkflowThroughput.Request(length));
    }

    private static async Task ReplayAsync(MeasuredEngine engine, TimeSpan killAfter)
    {
        var request = WorkflowThroughput.Request(Steps);
        var clock = Stopwatch.StartNew();
        var interrupted = HttpLoad.SendAsync(engine.Address, request);
        await Task.WhenAny(interrupted, Task.Delay(killAfter));
        await engine.StartAgainAsync();
        await HttpLoad.SendAsync(engine.Address, request);
        Console.WriteLine(
            $"{Steps:N0} steps in one workflow, killed and replayed in the middle: "
            + $"{clock.Elapsed.TotalMilliseconds / Steps:N3} ms per step, start of the process included");
        await interrupted.ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
