using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// The attempts that are under way: starts them as places become free, and suspends those that only wait. Inside units.
/// </summary>
internal sealed class AttemptPool(EngineCore core, Scheduler scheduler)
{
    // Of the disk. Enough to fill a commit while another one is under way.
    private const int MaxUnitsAhead = 256;

    private readonly AttemptRunner _runner = new(core);
    private readonly ReadyQueue _ready = new(core.Options.MaxRunningAttempts);
    private readonly HashSet<LiveAttempt> _live = [];
    private int _idle;
    private bool _stopping;

    /// <summary>
    /// Returns when more of a backlog can be taken up: what was before has its places, and the disk keeps up. So queues
    /// are short everywhere for what is new, and no more is in memory than is about to run. Outside of units.
    /// </summary>
    public async Task RoomAsync()
    {
        // Behind the attempts that wait for a thread.
        await Task.Yield();
        await _ready.Room;
        await core.Commit.WaitAsync(core.UnitSequence - MaxUnitsAhead);
    }

    /// <summary>Starts an attempt of the invocation as soon as there is a place for it.</summary>
    public void Enqueue(Invocation invocation)
    {
        _ready.Enqueue(invocation);
        StartQueued();
    }

    /// <summary>The attempt is over, if there is one.</summary>
    public void End(Invocation invocation)
    {
        if (invocation.Attempt is not { } attempt)
            return;
        invocation.Attempt = null;
        _live.Remove(attempt);
        if (attempt.IdleSince is not null)
            _idle--;
        StartQueued();
    }

    /// <summary>Breaks the attempt off, if there is one, as a crash would.</summary>
    public void Drop(Invocation invocation)
    {
        if (invocation.Attempt is not { } attempt)
            return;
        End(invocation);
        core.Afterwards(attempt.Drop);
    }

    /// <summary>The handler waits for a message. It gives up its place, and maybe its memory.</summary>
    public void OnIdle(LiveAttempt attempt)
    {
        if (attempt.Invocation.Attempt != attempt)
            return;
        _idle++;
        if (_live.Count > core.Options.MaxWaitingAttempts || _stopping || SleepsLong(attempt) || MayNotWait(attempt))
            CloseIfQuiet(attempt);
        StartQueued();
    }

    public void OnBusy(LiveAttempt attempt)
    {
        if (attempt.Invocation.Attempt == attempt)
            _idle--;
    }

    /// <summary>Suspends those that have waited long enough.</summary>
    public void SuspendInactive()
    {
        var now = core.Now;
        foreach (var attempt in _live)
        {
            if (attempt.IdleSince is { } since && now - since >= attempt.Invocation.InactivityTimeout(core.Options))
                CloseIfQuiet(attempt);
        }
    }

    /// <summary>Starts nothing more, asks what runs to suspend, and drops what does not. Outside of units.</summary>
    public Task StopAsync(TimeSpan drainTimeout)
    {
        using (core.Enter())
        {
            _stopping = true;
            foreach (var attempt in _live)
            {
                if (attempt.IdleSince is not null)
                    CloseIfQuiet(attempt);
            }
        }

        return _runner.StopAsync(drainTimeout, DropAll);
    }

    private void DropAll()
    {
        using var unit = core.Enter();
        foreach (var attempt in _live.ToList())
            Drop(attempt.Invocation);
    }

    private void StartQueued()
    {
        while (!_stopping
            && _live.Count - _idle < core.Options.MaxRunningAttempts
            && _ready.TryDequeue(out var invocation))
        {
            if (invocation is { Status: StoredStatus.Runnable, Attempt: null })
                Start(invocation);
            else
                scheduler.MayLeave(invocation);
        }
    }

    private void Start(Invocation invocation)
    {
        var attempt = new LiveAttempt(core, scheduler, this, invocation);
        invocation.Attempt = attempt;
        _live.Add(attempt);
        if (invocation.Key is { } key)
            invocation.DependsOn = Math.Max(invocation.DependsOn, key.LastWrite);
        _runner.Start(attempt);
    }

    // One that executes a side effect is not only waiting.
    private static void CloseIfQuiet(LiveAttempt attempt)
    {
        if (!attempt.Invocation.Pending.Values.Any(command => command is RunCommand))
            attempt.CloseInput();
    }

    private bool MayNotWait(LiveAttempt attempt) =>
        attempt.Invocation.InactivityTimeout(core.Options) <= TimeSpan.Zero;

    private bool SleepsLong(LiveAttempt attempt)
    {
        var soon = core.Now.Later(core.Options.LongSleep);
        var pending = attempt.Invocation.Pending;
        return pending.Count > 0
            && pending.Values.All(command => command is SleepCommand sleep && sleep.WakeUpTime > soon);
    }
}
