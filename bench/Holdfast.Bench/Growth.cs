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
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _retention = TimeSpan.FromSeconds(5);

    // What has expired is removed once a minute. Space that is freed then is to serve for the next minute, so that the
    // database is as large after the second minute as it was when the first was removed.
    private static readonly TimeSpan _slice = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan _freed = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan _reused = TimeSpan.FromSeconds(120);

    public static async Task MeasureAsync(Section section, int entries)
    {
        section.Say(
            $"{entries:N0} journal entries of workflows of three steps, {Callers} callers; then "
            + $"{_reused.TotalSeconds} s with a retention of {_retention.TotalSeconds} s, applied each minute.");
        section.Columns("journal entries", "results are kept", "workflows/s", "CPU ms each", "database MiB");
        using (var engine = await MeasuredEngine.StartAsync())
        {
            var kept = await KeepAsync(section, engine, entries / EntriesPerWorkflow / Slices);
            section.AtLeast("throughput of the last tenth, of the first's", 0.8, kept[^1] / kept[0], "×");
        }

        using (var engine = await MeasuredEngine.StartAsync(new ServerOptions(_retention)))
            await ExpireAsync(section, engine);
    }

    private static async Task<List<double>> KeepAsync(Section section, MeasuredEngine engine, int workflows)
    {
        await Load(engine).RunAsync(Callers, _warmUp);
        var rates = new List<double>();
        for (var slice = 1; slice <= Slices; slice++)
        {
            var (cpu, clock) = (engine.Process.ProcessorTime, Stopwatch.StartNew());
            await HttpLoad.SendManyAsync(engine.Address, Callers, workflows, _ => Request());
            cpu = engine.Process.ProcessorTime - cpu;
            rates.Add(workflows / clock.Elapsed.TotalSeconds);
            section.Row(
                $"{(long)slice * workflows * EntriesPerWorkflow:N0}",
                "a day",
                Section.Figure(rates[^1]),
                Section.Figure(cpu.TotalMilliseconds / workflows),
                $"{Mebibytes(engine):N0}");
        }

        return rates;
    }

    private static async Task ExpireAsync(Section section, MeasuredEngine engine)
    {
        var (clock, answers, freed, reused) = (Stopwatch.StartNew(), 0L, 0.0, 0.0);
        while (clock.Elapsed < _reused)
        {
            var result = await Load(engine).RunAsync(Callers, _slice);
            answers += result.All;
            reused = Mebibytes(engine);
            if (clock.Elapsed < _freed)
                freed = reused;
            section.Row(
                $"{answers * EntriesPerWorkflow:N0}",
                $"{_retention.TotalSeconds} s",
                Section.Figure(result.PerSecond),
                Section.Figure(result.Each(0)),
                $"{reused:N0}");
        }

        section.AtMost(
            $"database when results are kept {_retention.TotalSeconds} s, after "
            + $"{_reused.TotalSeconds} s beside {_freed.TotalSeconds} s",
            1.1, reused / freed, "×");
    }

    private static HttpLoad Load(MeasuredEngine engine) => new(engine.Address, Request, WorkflowThroughput.Answer)
    {
        MetersAsync = () => Task.FromResult<double[]>([engine.Process.ProcessorTime.TotalMilliseconds]),
    };

    private static double Mebibytes(MeasuredEngine engine) => engine.DatabaseBytes / 1024.0 / 1024.0;

    private static byte[] Request() => WorkflowThroughput.Request(steps: 3);
}
