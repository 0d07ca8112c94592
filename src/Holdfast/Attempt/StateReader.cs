using Holdfast.Engine;
using Holdfast.Machine;

namespace Holdfast.Attempts;

/// <summary>
/// Reads state: at once where it is known, else through the engine. On replay the journal says which of the two it was,
/// because a later attempt may be given more or less of the state than the first.
/// </summary>
internal sealed class StateReader(InvocationMachine machine, IAwaitScheduler scheduler, Serdes serdes)
{
    public DurableTask<T?> Get<T>(string key)
    {
        var known = machine.NextRecorded switch
        {
            GetEagerStateCommand recorded => recorded.Result,
            GetLazyStateCommand => null,
            _ => machine.State.Read(key),
        };
        if (known is not null)
        {
            var read = machine.Issue(new GetEagerStateCommand(key, known));
            return new ReadyTask<T?>(scheduler, Decode.Optional<T>(serdes, read.Result));
        }

        var command = machine.Issue(new GetLazyStateCommand(key, machine.TakeCompletionId()));
        return Subscribe(command.CompletionId, Decode.Optional<T>);
    }

    public DurableTask<IReadOnlyList<string>> Keys()
    {
        var known = machine.NextRecorded switch
        {
            GetEagerStateKeysCommand recorded => recorded.Keys,
            GetLazyStateKeysCommand => null,
            _ => machine.State.IsComplete ? machine.State.Keys() : null,
        };
        if (known is not null)
        {
            var read = machine.Issue(new GetEagerStateKeysCommand(known));
            return new ReadyTask<IReadOnlyList<string>>(scheduler, read.Keys.Keys);
        }

        var command = machine.Issue(new GetLazyStateKeysCommand(machine.TakeCompletionId()));
        return Subscribe(command.CompletionId, Decode.StateKeys);
    }

    private NotifiedTask<T> Subscribe<T>(uint completionId, Func<Serdes, EntryResult, T> decode)
    {
        var id = NotificationId.Completion(completionId);
        var task = new NotifiedTask<T>(scheduler, serdes, id, decode);
        machine.Subscribe(id, task);
        return task;
    }
}
