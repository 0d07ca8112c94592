using Holdfast.Embedded.Storage;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// Durable timers. Only those due in the next window are in memory; the rest are rows. A timer enters memory when its
/// row is durable, so none fires that a crash could take back.
/// </summary>
internal sealed class Timers(EngineCore core, AttemptPool attempts, Action<DueTimer> fire) : IDisposable
{
    private const int MaxInMemory = 10_000;
    private const int MaxPerUnit = 64;
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(1);

    private readonly PriorityQueue<DueTimer, DateTimeOffset> _due = new();
    private ITimer? _clock;
    private DueTimer _lastRead = new(DateTimeOffset.UnixEpoch, 0, long.MinValue);
    private DateTimeOffset _windowEnd;
    private DateTimeOffset _clockSetFor = DateTimeOffset.MaxValue;
    private bool _stopped;

    public void Start()
    {
        _clock = core.Environment.TimeProvider.CreateTimer(
            _ => _ = FireDueAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = FireDueAsync();
    }

    /// <summary>Adds a timer in this unit.</summary>
    public void Add(DueTimer timer)
    {
        var sequence = core.Write(new StoreWrite.AddTimer(timer));
        core.OnceDurable(sequence, () =>
        {
            // What is due later is read with its window, once it is in the table; the window may be read before that.
            if (!Keep(timer))
                core.Commit.WhenApplied(sequence, _ => KeepLater(timer));
        });
    }

    /// <summary>Removes a timer in this unit. If it is in memory it fires once more, and nobody listens.</summary>
    public void Remove(DueTimer timer) => core.Write(new StoreWrite.RemoveTimer(timer));

    public void Dispose()
    {
        using var unit = core.Enter();
        _stopped = true;
        _clock?.Dispose();
    }

    /// <summary>Takes a timer of the current window into memory; false: it is due later.</summary>
    private bool Keep(DueTimer timer)
    {
        if (timer.DueAt > _windowEnd)
            return false;
        _due.Enqueue(timer, timer.DueAt);
        SetClock();
        return true;
    }

    private void KeepLater(DueTimer timer)
    {
        using var unit = core.Enter();
        Keep(timer);
    }

    private async Task FireDueAsync()
    {
        try
        {
            while (FireSome())
                await attempts.RoomAsync();
        }
        catch (Exception error)
        {
            // Nobody awaits this, so nobody would see it, and no timer would fire again.
            core.Doom(error);
        }
    }

    /// <summary>
    /// Fires some of what is due, so that others get at the lock in between; true if there may be more.
    /// </summary>
    private bool FireSome()
    {
        using var unit = core.Enter();
        if (_stopped)
            return false;
        var now = core.Now;
        if (now >= _windowEnd)
            ReadWindow(now);
        for (var fired = 0; fired < MaxPerUnit; fired++)
        {
            if (!_due.TryPeek(out var timer, out var dueAt) || dueAt > now)
            {
                _clockSetFor = DateTimeOffset.MaxValue;
                SetClock();
                return false;
            }

            _due.Dequeue();
            core.Write(new StoreWrite.RemoveTimer(timer));
            fire(timer);
        }

        // The clock need not ring while this goes on.
        _clockSetFor = DateTimeOffset.MinValue;
        return true;
    }

    /// <summary>
    /// Reads the timers of the next window, at most so many; the window then ends with the last of them.
    /// </summary>
    private void ReadWindow(DateTimeOffset now)
    {
        // Timers that entered memory by themselves may be read again: firing twice is harmless, missing one is not.
        var end = now + _window;
        var read = core.Reader.Timers(_lastRead, end, MaxInMemory);
        foreach (var timer in read)
            _due.Enqueue(timer, timer.DueAt);
        _windowEnd = read.Count == MaxInMemory ? read[^1].DueAt : end;
        _lastRead = read.Count == MaxInMemory ? read[^1] : new DueTimer(DateTimeOffset.UnixEpoch, 0, long.MinValue);
    }

    private void SetClock()
    {
        var next = _due.TryPeek(out _, out var dueAt) && dueAt < _windowEnd ? dueAt : _windowEnd;
        if (next >= _clockSetFor || _clock is null || _stopped)
            return;
        _clockSetFor = next;
        var wait = next - core.Now;
        _clock.Change(
            wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < _longestWait ? wait : _longestWait,
            Timeout.InfiniteTimeSpan);
    }
}
