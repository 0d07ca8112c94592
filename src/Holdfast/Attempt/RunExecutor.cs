using Holdfast.Engine;
using Holdfast.Machine;

namespace Holdfast.Attempts;

/// <summary>Executes side effects on the thread pool and proposes their results.</summary>
internal sealed class RunExecutor(
    InvocationMachine machine, AttemptStart start, TimeProvider time, AttemptEvents events)
{
    private readonly List<PendingRun> _pending = [];
    private readonly long _attemptStartedAt = time.GetTimestamp();

    /// <summary>How many closures are executing now.</summary>
    public int Executing { get; private set; }

    /// <summary>Keeps a run until its turn; it has been issued.</summary>
    public void Add(PendingRun run) => _pending.Add(run);

    /// <summary>Forgets the runs whose result came from the journal. True: some are left to start.</summary>
    public bool AnyToStart()
    {
        _pending.RemoveAll(static run => run.Task.IsDone);
        return _pending.Count > 0;
    }

    /// <summary>Starts what was added. The commands must have been sent before.</summary>
    /// <param name="attemptEnd">Fires when the attempt ends, for the closures.</param>
    public void StartPending(CancellationToken attemptEnd)
    {
        foreach (var run in _pending)
        {
            Executing++;
            run.StartedAt = time.GetTimestamp();
            _ = Task.Run(() => ExecuteAsync(run, attemptEnd), CancellationToken.None);
        }

        _pending.Clear();
    }

    /// <summary>A closure ended: proposes its result, or fails the attempt so that it is retried.</summary>
    public void Complete(PumpEvent.RunEnded run)
    {
        Executing--;
        if (run.Error is null)
            machine.ProposeRun(run.Run.Command.CompletionId, run.Result!);
        else if (run.Error is AttemptException misuse)
            machine.Fail(misuse.Error);
        else
            Retry(run.Run, run.Error);
    }

    /// <summary>Never throws: every end is an event of the pump.</summary>
    private async Task ExecuteAsync(PendingRun run, CancellationToken attemptEnd)
    {
        try
        {
            // What ended in one go did so on a thread of the pool that has nothing else to do.
            var execution = run.Action(attemptEnd);
            var endedHere = execution.IsCompleted;
            events.Post(new PumpEvent.RunEnded(run, await execution, null), mayGoOnHere: endedHere);
        }
        catch (TerminalException failure)
        {
            events.Post(new PumpEvent.RunEnded(run, failure.ToFailure(), null));
        }
#pragma warning disable CA1031 // Whatever a closure throws is its result.
        catch (Exception error)
#pragma warning restore CA1031
        {
            events.Post(new PumpEvent.RunEnded(run, null, error));
        }
    }

    private void Retry(PendingRun run, Exception error)
    {
        // The engine counts failures since the last stored entry: they are this run's if an earlier attempt issued it.
        var attempts = 1 + (run.WasRecorded ? start.RetryCount : 0);
        var duration = run is { WasRecorded: true } && start.RetryCount > 0
            ? start.RetryDuration + time.GetElapsedTime(_attemptStartedAt)
            : time.GetElapsedTime(run.StartedAt);
        if (RunRetry.Spent(run, attempts, duration, error) is { } failure)
            machine.ProposeRun(run.Command.CompletionId, failure);
        else
            machine.Fail(RunRetry.Again(run, attempts, error));
    }
}
