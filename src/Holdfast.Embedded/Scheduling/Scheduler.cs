using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// Decides what runs: whose turn it is on a key, when an attempt starts, what becomes of it when it ends. All methods
/// are called inside a unit of work, unless they say otherwise.
/// </summary>
internal sealed class Scheduler
{
    private readonly EngineCore _core;
    private readonly Residents _residents;
    private readonly Topics _topics;
    private readonly JournalRecorder _recorder;

    public Scheduler(EngineCore core, Residents residents, Topics topics, JournalRecorder recorder)
    {
        _core = core;
        _residents = residents;
        _topics = topics;
        _recorder = recorder;
        Attempts = new AttemptPool(core, this);
        Timers = new Timers(core, Attempts, Fire);
    }

    public AttemptPool Attempts { get; }

    public Timers Timers { get; }

    /// <summary>What commands do. Set once, before anything runs.</summary>
    public CommandEffects? Effects { get; set; }

    /// <summary>Lets a new or recovered invocation take its turn.</summary>
    public void Admit(Invocation invocation)
    {
        if (invocation.Attempt is not null || invocation.IsQueued || !HasTurn(invocation))
            return;
        if (invocation is { Handler: not null, IsDamaged: false })
        {
            Attempts.Enqueue(invocation);
            return;
        }

        if (!invocation.IsDamaged)
        {
            invocation.LastFailure =
                $"This process offers no handler {invocation.Target}. Start one that does, then resume.";
        }

        Pause(invocation);
    }

    /// <summary>What a handler sent. Outside of units. Returns the sequence number it must wait for; 0: none.</summary>
    /// <exception cref="OperationCanceledException">The attempt was dropped meanwhile.</exception>
    public long Receive(LiveAttempt attempt, IReadOnlyList<AttemptMessage> messages)
    {
        using var unit = _core.Enter();
        var invocation = attempt.Invocation;
        if (invocation.Attempt != attempt)
            throw new OperationCanceledException("The attempt was dropped");
        try
        {
            return Effects!.Apply(attempt, messages) ? invocation.DependsOn : 0;
        }
        catch (Exception error)
        {
            _core.Doom(error);
            throw;
        }
    }

    /// <summary>A notification for an invocation, which may be on disk, done, or not interested.</summary>
    public void Deliver(long number, NotificationId id, EntryResult result)
    {
        if (_residents.Find(number) is { IsCompleted: false } invocation)
            Deliver(invocation, id, result);
    }

    public void Deliver(Invocation invocation, NotificationId id, EntryResult result)
    {
        if (!invocation.Expects(id))
            return;
        var notification = new Notification(id, result);
        _recorder.Record(invocation, notification);
        invocation.DependsOn = invocation.LastWrite;
        if (invocation.Attempt is { } attempt)
            attempt.Push(new EngineMessage.Notify(notification), invocation.Journal!.Count - 1);
        else if (invocation.Status == StoredStatus.Suspended && invocation.CanProgress(invocation.WaitingOn!))
            MakeRunnable(invocation);
    }

    /// <summary>Completes a command of this invocation in the unit that issued it.</summary>
    public void Answer(Invocation invocation, uint completionId, EntryResult result)
    {
        var notification = new Notification(NotificationId.Completion(completionId), result);
        _recorder.Record(invocation, notification);
        invocation.DependsOn = invocation.LastWrite;
        invocation.Attempt?.Push(new EngineMessage.Notify(notification), invocation.Journal!.Count - 1);
    }

    /// <summary>Runs an invocation that was suspended, backing off, paused or scheduled.</summary>
    public void MakeRunnable(Invocation invocation)
    {
        if (invocation.Status == StoredStatus.Runnable)
            return;
        // One that became due, and paused, while nobody offered its handler has no place yet.
        var mayLackPlace = invocation.Status is StoredStatus.Scheduled or StoredStatus.Paused;
        if (mayLackPlace && invocation.Key?.Holds(invocation.Number) == false)
            EnterInbox(invocation);
        invocation.WaitingOn = null;
        invocation.DueAt = null;
        SetStatus(invocation, StoredStatus.Runnable);
        Admit(invocation);
    }

    /// <summary>The invocation is over: tells everybody who waits, and gives the key to the next.</summary>
    public void Complete(Invocation invocation, EntryResult result)
    {
        Attempts.End(invocation);
        RemoveTimers(invocation);
        invocation.ForgetJournal();
        var now = _core.Now;
        invocation.Status = StoredStatus.Completed;
        invocation.Result = result;
        invocation.CompletedAt = invocation.ModifiedAt = now;
        invocation.ExpiresAt = now.Later(invocation.Retention(_core.Options));
        var failure = (result as EntryResult.Failure)?.Message;
        Write(invocation, new StoreWrite.Complete(
            invocation.Number, _recorder.Encode(result), failure, now, invocation.ExpiresAt));
        LeaveInbox(invocation);
        TellWaiters(invocation, result);
        _residents.MayLeave(invocation);
    }

    /// <summary>The handler waits for nothing that is there.</summary>
    public void Suspend(LiveAttempt attempt, AwaitTree tree)
    {
        var invocation = attempt.Invocation;
        Attempts.End(invocation);
        var suspension = new Suspension(tree, attempt.FirstUnread() ?? invocation.Journal!.Count);
        if (invocation.CanProgress(suspension))
        {
            Admit(invocation);
            return;
        }

        invocation.WaitingOn = suspension;
        SetStatus(invocation, StoredStatus.Suspended);
        _residents.MayLeave(invocation);
    }

    /// <summary>The attempt failed: retry, pause or fail, as the error and the policy say.</summary>
    public void Fail(LiveAttempt attempt, AttemptError error)
    {
        var invocation = attempt.Invocation;
        Attempts.End(invocation);
        invocation.RetrySince ??= _core.Now;
        invocation.RetryCount++;
        invocation.LastFailure = error.Message;
        var decision = Retries.Decide(error, invocation.RetryCount, invocation.Retry(_core.Options));
        if (decision.Fail)
            Complete(invocation, new EntryResult.Failure(ErrorStatus(error), error.Message));
        else if (decision.Delay is { } delay)
            BackOff(invocation, delay);
        else
            Pause(invocation);
    }

    /// <summary>Stops an invocation until an operator resumes it.</summary>
    public void Pause(Invocation invocation)
    {
        Attempts.End(invocation);
        CancelRetry(invocation);
        SetStatus(invocation, StoredStatus.Paused);
        _residents.MayLeave(invocation);
    }

    /// <summary>A durable timer fired.</summary>
    private void Fire(DueTimer timer)
    {
        if (_residents.Find(timer.Number) is not { IsCompleted: false } invocation)
            return;
        invocation.IsBacklog |= invocation.Attempt is null;
        if (timer.Completion > 0)
        {
            Deliver(invocation, NotificationId.Completion((uint)timer.Completion), EntryResult.Nothing);
            return;
        }

        var expected = timer.Completion == DueTimer.Start ? StoredStatus.Scheduled : StoredStatus.BackingOff;
        if (invocation.Status == expected && invocation.DueAt == timer.DueAt)
            MakeRunnable(invocation);
    }

    /// <summary>Removes the timer of a retry or delayed start that will not be waited for.</summary>
    public void CancelRetry(Invocation invocation)
    {
        if (invocation.DueAt is not { } due)
            return;
        var kind = invocation.Status == StoredStatus.Scheduled ? DueTimer.Start : DueTimer.Retry;
        Timers.Remove(new(due, invocation.Number, kind));
        invocation.DueAt = null;
    }

    /// <summary>Nothing goes on with the invocation.</summary>
    public void MayLeave(Invocation invocation) => _residents.MayLeave(invocation);

    private static bool HasTurn(Invocation invocation) =>
        invocation.Handler?.Kind != HandlerKind.Exclusive || invocation.Key!.Holder == invocation.Number;

    /// <summary>A new entry in the journal: failures are counted anew, after a restart too.</summary>
    public void MadeProgress(Invocation invocation)
    {
        if (invocation is { RetryCount: 0, RetrySince: null, LastFailure: null })
            return;
        invocation.RetryCount = 0;
        invocation.RetrySince = null;
        invocation.LastFailure = null;
        WriteStatus(invocation);
    }

    private void SetStatus(Invocation invocation, StoredStatus status)
    {
        invocation.Status = status;
        invocation.ModifiedAt = _core.Now;
        WriteStatus(invocation);
    }

    private void WriteStatus(Invocation invocation) =>
        Write(invocation, new StoreWrite.SetStatus(invocation.Number, invocation.Status, invocation.ModifiedAt)
        {
            WaitingOn = invocation.WaitingOn is null ? null : _recorder.Encode(invocation.WaitingOn),
            DueAt = invocation.DueAt,
            RetryCount = invocation.RetryCount,
            RetrySince = invocation.RetrySince,
            LastFailure = invocation.LastFailure,
        });

    private void BackOff(Invocation invocation, TimeSpan delay)
    {
        invocation.DueAt = _core.Now.Later(delay).ToMilliseconds();
        SetStatus(invocation, StoredStatus.BackingOff);
        Timers.Add(new(invocation.DueAt.Value, invocation.Number, DueTimer.Retry));
        _residents.MayLeave(invocation);
    }

    private void RemoveTimers(Invocation invocation)
    {
        CancelRetry(invocation);
        foreach (var command in invocation.Pending.Values)
        {
            if (command is SleepCommand sleep)
                Timers.Remove(new(sleep.WakeUpTime.ToMilliseconds(), invocation.Number, sleep.CompletionId));
        }
    }

    /// <summary>Takes a place in the queue of its key, if its handler is exclusive.</summary>
    public void EnterInbox(Invocation invocation)
    {
        if (invocation.Handler?.Kind != HandlerKind.Exclusive)
            return;
        var key = invocation.Key!;
        var position = key.Enter(invocation.Number);
        key.LastWrite = Write(invocation, new StoreWrite.EnterInbox(key.Service, key.Key, position, invocation.Number));
    }

    private void LeaveInbox(Invocation invocation)
    {
        if (invocation.Key is not { } key || key.Leave(invocation.Number) is not { } position)
            return;
        key.LastWrite = Write(invocation, new StoreWrite.LeaveInbox(key.Service, key.Key, position));
        if (key.Holder is { } next && _residents.Find(next) is { Status: StoredStatus.Runnable } successor)
            Admit(successor);
    }

    private void TellWaiters(Invocation invocation, EntryResult result)
    {
        if (invocation.Caller is { } caller)
            Deliver(caller.Number, NotificationId.Completion(caller.CompletionId), result);
        foreach (var waiter in _topics.TakeFromEnd(invocation))
            Deliver(waiter.Number, NotificationId.Completion(waiter.CompletionId), result);
        if (invocation.Ended is not { } ended)
            return;
        var completed = new Completed(invocation.IdText, result, invocation.ExpiresAt!.Value);
        _core.Commit.WhenDurable(_core.UnitSequence, error =>
        {
            if (error is null)
                ended.TrySetResult(completed);
            else
                ended.TrySetException(new IOException("The result could not be stored", error));
        });
    }

    private long Write(Invocation invocation, StoreWrite write) => invocation.LastWrite = _core.Write(write);

    private static int ErrorStatus(AttemptError error) =>
        error.Code is >= 400 and < 600 ? error.Code : ErrorCode.Internal;
}
