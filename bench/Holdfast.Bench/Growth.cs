using System.Diagnostics;

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

    public static async Task MeasureAsync(int entries)
    {
        using (var engine = await MeasuredEngine.StartAsync())
        {
            await HttpLoad.RunAsync(engine.Address, Callers, _warmUp, Request);
            await LoadAsync(engine, entries, "kept");
        }

        using var retaining = await MeasuredEngine.StartAsync(new ServerOptions(_retention));
        await LoadAsync(retaining, entries, $"kept for {_retention.TotalSeconds} s");
    }

    private static async Task LoadAsync(MeasuredEngine engine, int entries, string kept)
    {
        var workflows = entries / EntriesPerWorkflow / Slices;
        for (var slice = 1; slice <= Slices; slice++)
        {
            var (cpu, clock) = (engine.Process.ProcessorTime, Stopwatch.StartNew());
            await HttpLoad.SendManyAsync(engine.Address, Callers, workflows, _ => Request());
            cpu = engine.Process.ProcessorTime - cpu;
            Console.WriteLine(
                $"{(long)slice * workflows * EntriesPerWorkflow,12:N0} journal entries {kept}: "
                + $"{workflows / clock.Elapsed.TotalSeconds,6:N0} workflows/s, "
                + $"{cpu.TotalMilliseconds / workflows:N3} ms CPU each, "
                + $"database {engine.DatabaseBytes / 1024 / 1024:N0} MiB");
        }
    }

    private static byte[] Request() => WorkflowThroughput.Request(steps: 3);
}
