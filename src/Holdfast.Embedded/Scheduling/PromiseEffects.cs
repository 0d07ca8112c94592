using Holdfast.Embedded.Storage;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>Effects on workflow promises.</summary>
internal sealed class PromiseEffects(EngineCore core, Scheduler scheduler, Topics topics, JournalRecorder recorder)
{
    public void Carry(Invocation invocation, Command command)
    {
        var key = invocation.Key!;
        switch (command)
        {
            case GetPromiseCommand get:
                Get(invocation, key, get);
                break;
            case PeekPromiseCommand peek:
                scheduler.Answer(invocation, peek.CompletionId, Find(key, peek.Key) ?? EntryResult.Nothing);
                break;
            case CompletePromiseCommand complete:
                Complete(invocation, key, complete);
                break;
        }
    }

    private void Get(Invocation invocation, ObjectKey key, GetPromiseCommand get)
    {
        if (Find(key, get.Key) is { } result)
            scheduler.Answer(invocation, get.CompletionId, result);
        else
            topics.Add(Topics.PromiseOf(key.Service, key.Key, get.Key), new(invocation.Number, get.CompletionId));
    }

    private void Complete(Invocation invocation, ObjectKey key, CompletePromiseCommand complete)
    {
        if (Find(key, complete.Key) is not null)
        {
            scheduler.Answer(
                invocation,
                complete.CompletionId,
                new EntryResult.Failure(ErrorCode.Conflict, $"the promise '{complete.Key}' was completed already"));
            return;
        }

        key.Promises[complete.Key] = complete.Result;
        key.LastWrite = core.Write(
            new StoreWrite.SetPromise(key.Service, key.Key, complete.Key, recorder.Encode(complete.Result)));
        scheduler.Answer(invocation, complete.CompletionId, EntryResult.Nothing);
        foreach (var waiter in topics.Take(Topics.PromiseOf(key.Service, key.Key, complete.Key)))
            scheduler.Deliver(waiter.Number, NotificationId.Completion(waiter.CompletionId), complete.Result);
    }

    private EntryResult? Find(ObjectKey key, string name) =>
        key.Promises.GetValueOrDefault(name) ?? core.Reader.Promise(key.Service, key.Key, name);
}
