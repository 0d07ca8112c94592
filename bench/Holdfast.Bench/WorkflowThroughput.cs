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

    /// <summary>In the answer to a workflow of three steps that finished: what each of them returned.</summary>
    public static byte[] Answer { get; } = """["done","done","done"]"""u8.ToArray();

    public static async Task MeasureAsync(Section section, IReadOnlyList<int> concurrencies)
    {
        using var engine = await MeasuredEngine.StartAsync();
        await Load(engine).RunAsync(64, _warmUp);
        section.Columns(
            "callers", "workflows/s", "p50 ms", "p99 ms", "CPU ms per workflow: server", "load", "KiB allocated",
            "% paused for garbage", "KiB written");
        var failures = 0;
        foreach (var concurrency in concurrencies)
            failures += await MeasureAsync(section, engine, concurrency);
        section.Say($"Answers that did not say that the workflow finished: {failures}.");
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

    private static async Task<int> MeasureAsync(Section section, MeasuredEngine engine, int concurrency)
    {
        var result = await Load(engine).RunAsync(concurrency, _duration);
        section.Row(
            $"{concurrency}",
            Section.Figure(result.PerSecond),
            Section.Figure(result.Median),
            Section.Figure(result.Late),
            Section.Figure(result.Each(0)),
            Section.Figure(result.Each(1)),
            Section.Figure(result.Each(2) / 1024),
            Section.Figure(result.Meters[3] / 10 / result.Window.TotalSeconds),
            Section.Figure(result.Each(4) / 1024));
        return result.Failures;
    }

    private static HttpLoad Load(MeasuredEngine engine) => new(engine.Address, () => Request(steps: 3), Answer)
    {
        MetersAsync = async () =>
        {
            var gauges = await engine.GaugesAsync();
            return
            [
                engine.Process.ProcessorTime.TotalMilliseconds,
                Environment.CpuUsage.TotalTime.TotalMilliseconds,
                gauges.AllocatedBytes,
                gauges.PauseMilliseconds,
                engine.Process.WrittenBytes,
            ];
        },
    };
}
