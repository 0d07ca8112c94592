using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>Many invocations that sleep for a day: what they cost in memory, and how fast they are accepted.</summary>
internal static class Sleepers
{
    private const int Callers = 64;

    public static ServiceDefinition Service { get; } = ServiceDefinition.Service("sleeper")
        .Handler<Unit, Unit>("sleep", async (_, context, _) =>
        {
            await context.SleepAsync(TimeSpan.FromDays(1));
            return default;
        });

    public static async Task MeasureAsync(int count)
    {
        await using var server = await BenchServer.StartAsync();
        await SendAsync(server, 1_000);
        var before = Resident();
        var clock = Stopwatch.StartNew();
        await SendAsync(server, count);
        var seconds = clock.Elapsed.TotalSeconds;
        await Task.Delay(TimeSpan.FromSeconds(5));
        Console.WriteLine(
            $"{count:N0} sleepers: accepted {count / seconds:N0}/s; "
            + $"{before.Rss:N0} -> {Resident().Rss:N0} MiB resident, "
            + $"{before.Heap:N1} -> {Resident().Heap:N1} MiB live on the heap, "
            + $"database {server.DatabaseBytes / 1024.0 / 1024.0:N0} MiB");
    }

    private static Task SendAsync(BenchServer server, int count) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var i = caller; i < count; i += Callers)
                await server.Client.SendAsync(new Target("sleeper", "sleep"), Unit.Value);
        }));

    private static (double Rss, double Heap) Resident()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true) / 1024.0 / 1024.0;
        using var process = Process.GetCurrentProcess();
        return (process.WorkingSet64 / 1024.0 / 1024.0, heap);
    }
}
