using System.Diagnostics;
using Holdfast.Bench.Reporting;

namespace Holdfast.Bench;

/// <summary>
/// Throughput and size of the database while the journals grow, without retention; then the size under a retention of
/// seconds, which must stop growing.
/// </summary>
internal static class Growth
{
    private const int Callers = 64;
    private const int Slices = 10;

    // Of a workflow of three steps: 6 of its executor, 18 of its run, 3 of each step.
    private const int EntriesPerWorkflow = 33;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _retention = TimeSpan.FromSeconds(5);

    public static async Task MeasureAsync(Section section, int entries)
    {
        section.Say($"{entries:N0} journal entries of workflows of three steps, {Callers} callers.");
        section.Columns("journal entries", "results are kept", "workflows/s", "CPU ms each", "database MiB");
        List<Slice> kept, expired;
        using (var engine = await MeasuredEngine.StartAsync())
            kept = await LoadAsync(section, engine, entries, "a day");
        using (var engine = await MeasuredEngine.StartAsync(new ServerOptions(_retention)))
            expired = await LoadAsync(section, engine, entries, $"{_retention.TotalSeconds} s");
        section.AtLeast(
            "throughput of the last tenth, of the first's", 0.8, kept[^1].PerSecond / kept[0].PerSecond, "×");
        section.AtMost(
            $"database when results are kept {_retention.TotalSeconds} s, last tenth beside the fifth",
            1.1, expired[^1].Mebibytes / expired[Slices / 2 - 1].Mebibytes, "×");
    }

    private static async Task<List<Slice>> LoadAsync(
        Section section, MeasuredEngine engine, int entries, string retention)
    {
        await HttpLoad.RunAsync(engine.Address, Callers, _warmUp, Request);
        var workflows = entries / EntriesPerWorkflow / Slices;
        var slices = new List<Slice>();
        for (var slice = 1; slice <= Slices; slice++)
        {
            var (cpu, clock) = (engine.Process.ProcessorTime, Stopwatch.StartNew());
            await HttpLoad.SendManyAsync(engine.Address, Callers, workflows, _ => Request());
            cpu = engine.Process.ProcessorTime - cpu;
            slices.Add(new(workflows / clock.Elapsed.TotalSeconds, engine.DatabaseBytes / 1024.0 / 1024.0));
            section.Row(
                $"{(long)slice * workflows * EntriesPerWorkflow:N0}",
                retention,
                Section.Figure(slices[^1].PerSecond),
                Section.Figure(cpu.TotalMilliseconds / workflows),
                $"{slices[^1].Mebibytes:N0}");
        }

        return slices;
    }

    private static byte[] Request() => WorkflowThroughput.Request(steps: 3);

    private sealed record Slice(double PerSecond, double Mebibytes);
}
