using System.Diagnostics;

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

    public static async Task MeasureAsync(IReadOnlyList<int> concurrencies)
    {
        using var engine = await MeasuredEngine.StartAsync();
        await LoadAsync(engine, 64, _warmUp);
        foreach (var concurrency in concurrencies)
            await MeasureAsync(engine, concurrency);
        Console.WriteLine($"database: {engine.DatabaseBytes / 1024.0 / 1024.0:N0} MiB for {_id:N0} workflows");
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

    private static async Task MeasureAsync(MeasuredEngine engine, int concurrency)
    {
        var before = await engine.GaugesAsync();
        var (server, own, clock) = (engine.Process.ProcessorTime, OwnTime(), Stopwatch.StartNew());
        var latencies = await LoadAsync(engine, concurrency, _duration);
        var seconds = clock.Elapsed.TotalSeconds;
        (server, own) = (engine.Process.ProcessorTime - server, OwnTime() - own);
        var after = await engine.GaugesAsync();
        Console.WriteLine(
            $"3 no-op steps, concurrency {concurrency,3}: {latencies.Count / seconds,7:N0} workflows/s, "
            + $"p50 {latencies[latencies.Count / 2]:N1} ms, p99 {latencies[latencies.Count * 99 / 100]:N1} ms, "
            + $"CPU per workflow: server {server.TotalMilliseconds / latencies.Count:N3}, "
            + $"load {own.TotalMilliseconds / latencies.Count:N3} ms, "
            + $"{(after.AllocatedBytes - before.AllocatedBytes) / 1024.0 / latencies.Count:N0} KiB allocated; "
            + $"paused for garbage {(after.PauseMilliseconds - before.PauseMilliseconds) / 10.0 / seconds:N1} %, "
            + $"together {(server + own).TotalSeconds / seconds:N1} cores");
    }

    private static Task<List<double>> LoadAsync(MeasuredEngine engine, int concurrency, TimeSpan duration) =>
        HttpLoad.RunAsync(engine.Address, concurrency, duration, () => Request(steps: 3));

    private static TimeSpan OwnTime() => Process.GetCurrentProcess().TotalProcessorTime;
}
