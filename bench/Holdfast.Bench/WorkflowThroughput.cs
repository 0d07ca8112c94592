using System.Diagnostics;
using Holdfast.Bench.Reporting;

namespace Holdfast.Bench;

/// <summary>
/// A workflow of steps that do nothing, over HTTP: executor, run, three step calls with a recorded side effect each,
/// status updates. Every request has an idempotency key and an id of its own.
/// </summary>
internal static class WorkflowThroughput
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(6);
    private static int _id;

    public static async Task MeasureAsync(Section section, IReadOnlyList<int> concurrencies)
    {
        using var engine = await MeasuredEngine.StartAsync();
        await LoadAsync(engine, 64, _warmUp);
        section.Columns(
            "callers", "workflows/s", "p50 ms", "p99 ms", "CPU ms per workflow: server", "load", "KiB allocated",
            "% paused for garbage");
        foreach (var concurrency in concurrencies)
            await MeasureAsync(section, engine, concurrency);
        section.Say($"The database has {engine.DatabaseBytes / 1024 / 1024:N0} MiB after {_id:N0} workflows.");
    }

    /// <summary>A workflow of so many steps, as HTTP.</summary>
    public static byte[] Request(int steps)
    {
        const string Transformer = """,{"service":"noop-transformer","parameters":{}}""";
        var id = $"wf{Interlocked.Increment(ref _id)}";
        var rest = string.Concat(Enumerable.Repeat(Transformer, steps - 1));
        var definition = $$$"""{"id":"{{{id}}}","steps":[{"service":"noop-source","parameters":{}}{{{rest}}}]}""";
        return HttpLoad.Post("/workflow-executor/execute", id, definition);
    }

    private static async Task MeasureAsync(Section section, MeasuredEngine engine, int concurrency)
    {
        var before = await engine.GaugesAsync();
        var (server, own, clock) = (engine.Process.ProcessorTime, OwnTime(), Stopwatch.StartNew());
        var latencies = await LoadAsync(engine, concurrency, _duration);
        var seconds = clock.Elapsed.TotalSeconds;
        (server, own) = (engine.Process.ProcessorTime - server, OwnTime() - own);
        var after = await engine.GaugesAsync();
        section.Row(
            $"{concurrency}",
            Section.Figure(latencies.Count / seconds),
            Section.Figure(latencies[latencies.Count / 2]),
            Section.Figure(latencies[latencies.Count * 99 / 100]),
            Section.Figure(server.TotalMilliseconds / latencies.Count),
            Section.Figure(own.TotalMilliseconds / latencies.Count),
            Section.Figure((after.AllocatedBytes - before.AllocatedBytes) / 1024.0 / latencies.Count),
            Section.Figure((after.PauseMilliseconds - before.PauseMilliseconds) / 10.0 / seconds));
    }

    private static Task<List<double>> LoadAsync(MeasuredEngine engine, int concurrency, TimeSpan duration) =>
        HttpLoad.RunAsync(engine.Address, concurrency, duration, () => Request(steps: 3));

    private static TimeSpan OwnTime() => Process.GetCurrentProcess().TotalProcessorTime;
}
