using Holdfast.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// What goes on beside the requests: recovery after a start, suspension of the inactive, release of memory, retention.
/// </summary>
internal sealed partial class Housekeeping(
    EngineCore core, Residents residents, Scheduler scheduler, long lastBeforeStart)
    : IAsyncDisposable
{
    // In a unit. Reading an invocation takes tens of microseconds, and others want the lock.
    private const int TakenUpPerUnit = 64;
    private const int PurgedPerUnit = 256;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _retentionInterval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger = core.Environment.LoggerFactory.CreateLogger<Housekeeping>();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.WhenAll(
        Task.Run(() => UntilStoppedAsync(RecoverAsync)), Task.Run(() => UntilStoppedAsync(TickAsync)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    /// <summary>Forgets a completed invocation whose end is durable. Inside a unit.</summary>
    public void Purge(Invocation invocation)
    {
        var isRun = invocation.Handler?.Kind == HandlerKind.Run;
        core.Write(new StoreWrite.Purge(
            invocation.Number,
            DedupName.Of(invocation),
            isRun ? (invocation.Target.Service, invocation.Target.Key!) : null));
        residents.Remove(invocation, withState: isRun);
    }

    private async Task UntilStoppedAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (Exception error)
        {
            core.Doom(error);
        }
    }

    private async Task RecoverAsync()
    {
        var after = 0L;
        var count = 0;
        while (!_stop.IsCancellationRequested && TakeUpSome(after) is { Count: > 0 } taken)
        {
            after = taken[^1];
            count += taken.Count;
            await scheduler.Attempts.RoomAsync().WaitAsync(_stop.Token);
        }

        if (count > 0)
            LogRecovered(_logger, count);
    }

    private List<long> TakeUpSome(long after)
    {
        using var unit = core.Enter();
        var numbers = core.Reader.Runnable(after, lastBeforeStart, TakenUpPerUnit);
        foreach (var number in numbers)
        {
            if (residents.Find(number) is not { Status: StoredStatus.Runnable } invocation)
                continue;
            invocation.IsBacklog = true;
            scheduler.Admit(invocation);
        }

        return numbers;
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(_interval, core.Environment.TimeProvider);
        var nextRetention = core.Now + _interval;
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            using (core.Enter())
            {
                scheduler.Attempts.SuspendInactive();
                residents.Release();
            }

            if (core.Now < nextRetention)
                continue;
            nextRetention = core.Now + _retentionInterval;
            await ApplyRetentionAsync();
        }
    }

    private async Task ApplyRetentionAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            int purged;
            using (core.Enter())
                purged = PurgeExpired();

            if (purged < PurgedPerUnit)
                return;
            // What is not in the tables would be found again.
            await core.Commit.ApplyAsync().AsTask().WaitAsync(_stop.Token);
        }
    }

    private int PurgeExpired()
    {
        var purged = 0;
        foreach (var row in core.Reader.Expired(core.Now, PurgedPerUnit))
        {
            if (residents.Find(row.Number) is not { IsCompleted: true } invocation)
                continue;
            Purge(invocation);
            purged++;
        }

        return purged;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Took up {Count} unfinished invocations")]
    private static partial void LogRecovered(ILogger logger, int count);
}
