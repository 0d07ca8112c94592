using Holdfast.Engine;
using Holdfast.Machine;

namespace Holdfast.Attempts;

/// <summary>A task that one notification completes: a timer, a run, a promise, a signal.</summary>
internal sealed class NotifiedTask<T>(
    IAwaitScheduler scheduler, Serdes serdes, NotificationId id, Func<Serdes, EntryResult, T> decode)
    : DurableTask<T>(scheduler), INotified
{
    private DecodeOnce<T> _value = new(serdes, decode);

    internal override AwaitTree Tree { get; } = new AwaitTree.Leaf(id);

    public void Notified(EntryResult result) => Settle(_value.Set(result));

    internal override T GetResult() => _value.Get();
}

/// <summary>
/// A call: its result completes it, and there is a second notification for the started invocation's id.
/// </summary>
internal sealed class CallTask<T>(
    IAwaitScheduler scheduler, InvocationMachine machine, Serdes serdes, CallCommand command)
    : DurableCall<T>(scheduler), INotified
{
    private DecodeOnce<T> _value = new(serdes, Decode.Value<T>);
    private NotifiedTask<string>? _invocationId;

    public override DurableTask<string> InvocationId => _invocationId ??= SubscribeToInvocationId();

    internal override AwaitTree Tree { get; } = new AwaitTree.Leaf(NotificationId.Completion(command.CompletionId));

    public void Notified(EntryResult result) => Settle(_value.Set(result));

    internal override T GetResult() => _value.Get();

    private NotifiedTask<string> SubscribeToInvocationId()
    {
        Scheduler.Guard(nameof(InvocationId));
        var id = NotificationId.Completion(command.InvocationIdCompletionId);
        var task = new NotifiedTask<string>(Scheduler, serdes, id, Decode.InvocationId);
        machine.Subscribe(id, task);
        return task;
    }
}

/// <summary>A task that was done when it was created: a read of known state.</summary>
internal sealed class ReadyTask<T> : DurableTask<T>
{
    private readonly T _value;

    public ReadyTask(IAwaitScheduler scheduler, T value)
        : base(scheduler)
    {
        _value = value;
        Settle(Outcome.Succeeded);
    }

    internal override AwaitTree Tree => throw new System.Diagnostics.UnreachableException("It is done.");

    internal override T GetResult() => _value;
}

/// <summary>A recorded result, and its value once somebody asked: each await gives the same object.</summary>
internal struct DecodeOnce<T>(Serdes serdes, Func<Serdes, EntryResult, T> decode)
{
    private EntryResult? _result;
    private T? _value;
    private bool _isDecoded;

    public Outcome Set(EntryResult result)
    {
        _result = result;
        return result.IsFailure ? Outcome.Failed : Outcome.Succeeded;
    }

    public T Get()
    {
        if (!_isDecoded)
        {
            _value = decode(serdes, _result!);
            _isDecoded = true;
        }

        return _value!;
    }
}
