using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>Does what handlers ask for: records each command, and carries out its effect in the same unit.</summary>
internal sealed class CommandEffects(
    EngineCore core, Scheduler scheduler, JournalRecorder recorder, InvokingEffects invoking, PromiseEffects promises)
{
    /// <summary>Applies what a handler sent; true when it is about to run a side effect.</summary>
    public bool Apply(LiveAttempt attempt, IReadOnlyList<AttemptMessage> messages)
    {
        var invocation = attempt.Invocation;
        var runs = false;
        AttemptMessage? last = null;
        recorder.BeginTurn(invocation);
        for (var i = 0; i < messages.Count && last is null; i++)
        {
            switch (messages[i])
            {
                case AttemptMessage.Issue { Command: OutputCommand output }:
                    // Not recorded: a completed invocation is not replayed, and its result is kept with it.
                    attempt.Output = output.Result;
                    break;
                case AttemptMessage.Issue { Command: OneWayCallCommand send }
                    when invoking.WhyNot(send.Target) is { } error:
                    last = new AttemptMessage.Fail(error);
                    break;
                case AttemptMessage.Issue { Command: var command }:
                    runs |= command is RunCommand;
                    scheduler.MadeProgress(invocation);
                    recorder.Record(invocation, command);
                    Carry(invocation, command);
                    break;
                case AttemptMessage.ProposeRunCompletion proposal:
                    scheduler.MadeProgress(invocation);
                    recorder.Record(
                        invocation,
                        new Notification(NotificationId.Completion(proposal.CompletionId), proposal.Result));
                    invocation.DependsOn = invocation.LastWrite;
                    attempt.Push(
                        new EngineMessage.RunCompletionAck(proposal.CompletionId), invocation.Journal!.Count - 1);
                    break;
                case AttemptMessage.AwaitingOn awaiting:
                    attempt.WaitingOn = awaiting.Tree;
                    break;
                default:
                    last = messages[i];
                    break;
            }
        }

        recorder.EndTurn();
        if (last is not null)
            End(attempt, last);
        return runs;
    }

    private void End(LiveAttempt attempt, AttemptMessage last)
    {
        switch (last)
        {
            case AttemptMessage.Suspend suspend:
                scheduler.Suspend(attempt, suspend.Tree);
                break;
            case AttemptMessage.Fail fail:
                scheduler.Fail(attempt, fail.Error);
                break;
            case AttemptMessage.End:
                scheduler.Complete(attempt.Invocation, attempt.Output!);
                break;
        }
    }

    private void Carry(Invocation invocation, Command command)
    {
        switch (command)
        {
            case RunCommand or GetEagerStateCommand or GetEagerStateKeysCommand or InputCommand:
                break;
            case SleepCommand sleep:
                scheduler.Timers.Add(new(sleep.WakeUpTime.ToMilliseconds(), invocation.Number, sleep.CompletionId));
                break;
            case SetStateCommand or ClearStateCommand or ClearAllStateCommand:
                ChangeState(invocation.Key!, command);
                break;
            case GetLazyStateCommand get:
                var known = invocation.Key!.Snapshot().TryGetValue(get.Key, out var value);
                scheduler.Answer(
                    invocation, get.CompletionId, known ? new EntryResult.Value(value) : EntryResult.Nothing);
                break;
            case GetLazyStateKeysCommand get:
                var keys = invocation.Key!.Snapshot().Keys.Order(StringComparer.Ordinal).ToArray();
                scheduler.Answer(invocation, get.CompletionId, new EntryResult.StateKeys(keys));
                break;
            case GetPromiseCommand or PeekPromiseCommand or CompletePromiseCommand:
                promises.Carry(invocation, command);
                break;
            default:
                invoking.Carry(invocation, command);
                break;
        }
    }

    private void ChangeState(ObjectKey key, Command command)
    {
        switch (command)
        {
            case SetStateCommand set:
                key.Set(set.Key, set.Value);
                key.LastWrite = core.Write(new StoreWrite.SetState(key.Service, key.Key, set.Key, set.Value));
                break;
            case ClearStateCommand clear:
                key.Clear(clear.Key);
                key.LastWrite = core.Write(new StoreWrite.ClearState(key.Service, key.Key, clear.Key));
                break;
            case ClearAllStateCommand:
                key.ClearAll();
                key.LastWrite = core.Write(new StoreWrite.ClearAllState(key.Service, key.Key));
                break;
        }
    }
}
