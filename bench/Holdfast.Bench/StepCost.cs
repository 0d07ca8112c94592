using System.Diagnostics;
using Holdfast.Bench.Reporting;

namespace Holdfast.Bench;

/// <summary>
/// What a step of a long workflow costs, beside one of a short workflow: the same number of steps, cut into workflows
/// of 10, 1,000 and 10,000. Then the process is killed in the middle of the longest, so that its replay is counted too.
/// </summary>
internal static class StepCost
{
    private const double Asked = 1.2;

    /// <param name="section">Says what was found out.</param>
    /// <param name="steps">Of the longest workflow.</param>
    public static async Task MeasureAsync(Section section, int steps)
    {
        int[] lengths = [10, steps / 10, steps];
        using var engine = await MeasuredEngine.StartAsync();
        await ExecuteAsync(engine, steps, length: 10);
        section.Say($"{steps:N0} steps, one at a time, in workflows of so many.");
        section.Columns("steps per workflow", "ms per step", "CPU ms per step");
        var costs = new List<(double Time, double Processor)>();
        foreach (var length in lengths)
        {
            var (cpu, clock) = (engine.Process.ProcessorTime, Stopwatch.StartNew());
            await ExecuteAsync(engine, steps, length);
            cpu = engine.Process.ProcessorTime - cpu;
            costs.Add((clock.Elapsed.TotalMilliseconds / steps, cpu.TotalMilliseconds / steps));
            section.Row($"{length:N0}", Section.Figure(costs[^1].Time), Section.Figure(costs[^1].Processor));
            if (length == lengths[0])
                continue;
            section.AtMost($"a step in {length:N0}, of one in 10: time", Asked, costs[^1].Time / costs[0].Time, "×");
            section.AtMost(
                $"a step in {length:N0}, of one in 10: CPU", Asked, costs[^1].Processor / costs[0].Processor, "×");
        }

        await ReplayAsync(section, engine, steps, killAfter: TimeSpan.FromMilliseconds(costs[^1].Time * steps / 2));
    }

    // One at a time, so that no workflow shares a commit with another.
    private static async Task ExecuteAsync(MeasuredEngine engine, int steps, int length)
    {
        for (var left = steps; left > 0; left -= length)
            await HttpLoad.SendAsync(engine.Address, WorkflowThroughput.Request(length));
    }

    private static async Task ReplayAsync(Section section, MeasuredEngine engine, int steps, TimeSpan killAfter)
    {
        var request = WorkflowThroughput.Request(steps);
        var clock = Stopwatch.StartNew();
        var interrupted = HttpLoad.SendAsync(engine.Address, request);
        await Task.WhenAny(interrupted, Task.Delay(killAfter));
        await engine.StartAgainAsync();
        await HttpLoad.SendAsync(engine.Address, request);
        section.Say(
            $"{steps:N0} steps in one workflow, killed and replayed in the middle: "
            + $"{Section.Figure(clock.Elapsed.TotalMilliseconds / steps)} ms per step, start of the process included.");
        await interrupted.ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
