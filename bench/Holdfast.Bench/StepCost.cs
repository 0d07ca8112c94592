using System.Diagnostics;
using Holdfast.Bench.Reporting;

namespace Holdfast.Bench;

/// <summary>
/// What a step of a long workflow costs, beside one of a short workflow: the same number of steps, cut into workflows
/// of 10, 1,000 and 10,000. Then the process is killed in the middle of the longest, so that its replay is counted too.
/// </summary>
internal static class StepCost
{
    private const int Steps = 10_000;
    private const double Asked = 1.2;
    private static readonly int[] _lengths = [10, 1_000, Steps];

    public static async Task MeasureAsync(Section section)
    {
        using var engine = await MeasuredEngine.StartAsync();
        await ExecuteAsync(engine, length: 10);
        section.Say($"{Steps:N0} steps, one at a time, in workflows of so many.");
        section.Columns("steps per workflow", "ms per step", "CPU ms per step");
        var costs = new List<(double Time, double Processor)>();
        foreach (var length in _lengths)
        {
            var (cpu, clock) = (engine.Process.ProcessorTime, Stopwatch.StartNew());
            await ExecuteAsync(engine, length);
            cpu = engine.Process.ProcessorTime - cpu;
            costs.Add((clock.Elapsed.TotalMilliseconds / Steps, cpu.TotalMilliseconds / Steps));
            section.Row($"{length:N0}", Section.Figure(costs[^1].Time), Section.Figure(costs[^1].Processor));
            if (length == _lengths[0])
                continue;
            section.AtMost($"a step in {length:N0}, of one in 10: time", Asked, costs[^1].Time / costs[0].Time, "×");
            section.AtMost(
                $"a step in {length:N0}, of one in 10: CPU", Asked, costs[^1].Processor / costs[0].Processor, "×");
        }

        await ReplayAsync(section, engine, killAfter: TimeSpan.FromMilliseconds(costs[^1].Time * Steps / 2));
    }

    // One at a time, so that no workflow shares a commit with another.
    private static async Task ExecuteAsync(MeasuredEngine engine, int length)
    {
        for (var left = Steps; left > 0; left -= length)
            await HttpLoad.SendAsync(engine.Address, WorkflowThroughput.Request(length));
    }

    private static async Task ReplayAsync(Section section, MeasuredEngine engine, TimeSpan killAfter)
    {
        var request = WorkflowThroughput.Request(Steps);
        var clock = Stopwatch.StartNew();
        var interrupted = HttpLoad.SendAsync(engine.Address, request);
        await Task.WhenAny(interrupted, Task.Delay(killAfter));
        await engine.StartAgainAsync();
        await HttpLoad.SendAsync(engine.Address, request);
        section.Say(
            $"{Steps:N0} steps in one workflow, killed and replayed in the middle: "
            + $"{Section.Figure(clock.Elapsed.TotalMilliseconds / Steps)} ms per step, start of the process included.");
        await interrupted.ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
