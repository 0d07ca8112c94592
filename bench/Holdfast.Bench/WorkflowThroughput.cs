using System.Diagnostics;
using System.Text;

namespace Holdfast.Bench;

/// <summary>
/// A workflow of steps that do nothing, over HTTP: executor, run, three step calls with a recorded side effect each,
/// status updates. Every request has an idempotency key and an id of its own. The load generator runs in this process
/// too, so its cost is part of the figures.
/// </summary>
internal static class WorkflowThroughput
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(6);
    private static int _id;

    public static async Task MeasureAsync()
    {
        await using var server = await BenchServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        await LoadAsync(http, 64, _warmUp);
        foreach (var concurrency in new[] { 1, 16, 64, 256 })
        {
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            var latencies = await LoadAsync(http, concurrency, _duration);
            var seconds = clock.Elapsed.TotalSeconds;
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            latencies.Sort();
            Console.WriteLine(
                $"3 no-op steps, concurrency {concurrency,3}: {latencies.Count / seconds,7:N0} workflows/s, "
                + $"p50 {latencies[latencies.Count / 2]:N1} ms, p99 {latencies[latencies.Count * 99 / 100]:N1} ms, "
                + $"{cpu.TotalMilliseconds / latencies.Count:N2} ms CPU each, {cpu.TotalSeconds / seconds:N1} cores");
        }

        Console.WriteLine($"database: {server.DatabaseBytes / 1024.0 / 1024.0:N0} MiB for {_id:N0} workflows");
    }

    private static async Task<List<double>> LoadAsync(HttpClient http, int concurrency, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var perCaller = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            var latencies = new List<double>();
            while (clock.Elapsed < duration)
            {
                var start = clock.Elapsed;
                await ExecuteAsync(http, $"wf{Interlocked.Increment(ref _id)}");
                latencies.Add((clock.Elapsed - start).TotalMilliseconds);
            }

            return latencies;
        }));
        return [.. perCaller.SelectMany(latencies => latencies)];
    }

    private static async Task ExecuteAsync(HttpClient http, string id)
    {
        const string Transformer = """{"service":"noop-transformer","parameters":{}}""";
        var definition = $$$"""
            {"id":"{{{id}}}","steps":[{"service":"noop-source","parameters":{}},{{{Transformer}}},{{{Transformer}}}]}
            """;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/workflow-executor/execute")
        {
            Content = new StringContent(definition, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("idempotency-key", id);
        using var response = await http.SendAsync(request);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }
}
