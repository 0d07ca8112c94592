using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Bench;

/// <summary>Services that do nothing but wait, and count how far they came.</summary>
internal static class BenchServices
{
    /// <summary>Sleeps for so many milliseconds.</summary>
    public static ServiceDefinition Sleeper { get; } = ServiceDefinition.Service("sleeper")
        .Handler<long, Unit>("sleep", async (services, context, milliseconds) =>
        {
            var progress = services.GetRequiredService<Progress>();
            progress.Begin();
            await context.SleepAsync(TimeSpan.FromMilliseconds(milliseconds));
            progress.End();
            return default;
        });

    /// <summary>Has one side effect, which never ends if <paramref name="isBlocked"/>.</summary>
    public static ServiceDefinition Job(bool isBlocked) => ServiceDefinition.Service("job")
        .Handler<Unit, Unit>("do", async (services, context, _) =>
        {
            var progress = services.GetRequiredService<Progress>();
            progress.Begin();
            await context.RunAsync(
                "effect", end => isBlocked ? Task.Delay(Timeout.InfiniteTimeSpan, end) : Task.CompletedTask);
            progress.End();
            return default;
        });
}

/// <summary>
/// How many handlers came to their wait, and how many out of it, in this process. It is for the measurement only: a
/// replay counts again.
/// </summary>
internal sealed class Progress
{
    private long _begun;
    private long _ended;

    public void Begin() => Interlocked.Increment(ref _begun);

    public void End() => Interlocked.Increment(ref _ended);

    public Gauges Gauges() => new(
        GC.GetTotalAllocatedBytes(),
        GC.GetTotalMemory(forceFullCollection: false),
        (long)GC.GetTotalPauseDuration().TotalMilliseconds,
        _begun,
        _ended);
}

/// <summary>What a measured process says of itself.</summary>
/// <param name="AllocatedBytes">Allocated so far.</param>
/// <param name="LiveBytes">Live on the heap.</param>
/// <param name="PauseMilliseconds">Time in which the garbage collector held everything up so far.</param>
/// <param name="Begun">Handlers that came to their wait.</param>
/// <param name="Ended">Handlers that came out of it.</param>
internal sealed record Gauges(long AllocatedBytes, long LiveBytes, long PauseMilliseconds, long Begun, long Ended)
{
    public static Gauges Parse(string text) =>
        text.Split(' ').Select(long.Parse).ToArray() is [var allocated, var live, var pause, var begun, var ended]
            ? new(allocated, live, pause, begun, ended)
            : throw new FormatException(text);

    public override string ToString() => $"{AllocatedBytes} {LiveBytes} {PauseMilliseconds} {Begun} {Ended}";
}
