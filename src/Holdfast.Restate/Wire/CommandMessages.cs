using System.Diagnostics;
using Google.Protobuf;
using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>Commands as the messages that carry them.</summary>
internal sealed class CommandMessages(ProtocolVersion version)
{
    private readonly InvokingMessages _invoking = new(version);

    public IMessage Of(Command command) => command switch
    {
        RunCommand run => new RunCommandMessage { ResultCompletionId = run.CompletionId, Name = run.Name ?? "" },
        SleepCommand sleep => new SleepCommandMessage
        {
            WakeUpTime = Times.Milliseconds(sleep.WakeUpTime),
            ResultCompletionId = sleep.CompletionId,
            Name = sleep.Name ?? "",
        },
        InputCommand input => Input(input),
        OutputCommand output => Output(output),
        SendSignalCommand signal => SendSignal(signal),
        CompleteAwakeableCommand complete => CompleteAwakeable(complete),
        GetPromiseCommand get => new GetPromiseCommandMessage { Key = get.Key, ResultCompletionId = get.CompletionId },
        PeekPromiseCommand peek => new PeekPromiseCommandMessage
        {
            Key = peek.Key,
            ResultCompletionId = peek.CompletionId,
        },
        CompletePromiseCommand complete => CompletePromise(complete),
        CallCommand call => _invoking.Call(call),
        OneWayCallCommand send => _invoking.OneWayCall(send),
        AttachInvocationCommand attach => _invoking.ResultOf(attach.Invocation, attach.CompletionId),
        GetInvocationOutputCommand output => _invoking.ResultOf(output.Invocation, output.CompletionId),
        _ => State(command),
    };

    private static IMessage State(Command command) => command switch
    {
        GetLazyStateCommand get => new GetLazyStateCommandMessage
        {
            Key = Texts.ToStateKey(get.Key),
            ResultCompletionId = get.CompletionId,
        },
        GetLazyStateKeysCommand keys => new GetLazyStateKeysCommandMessage { ResultCompletionId = keys.CompletionId },
        GetEagerStateCommand get => GetEager(get),
        GetEagerStateKeysCommand keys => new GetEagerStateKeysCommandMessage { Value = Results.ToStateKeys(keys.Keys) },
        SetStateCommand set => new SetStateCommandMessage
        {
            Key = Texts.ToStateKey(set.Key),
            Value = Results.ToValue(set.Value),
        },
        ClearStateCommand clear => new ClearStateCommandMessage { Key = Texts.ToStateKey(clear.Key) },
        ClearAllStateCommand => new ClearAllStateCommandMessage(),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static InputCommandMessage Input(InputCommand input)
    {
        var message = new InputCommandMessage { Value = Results.ToValue(input.Body) };
        Headers.Write(input.Headers, message.Headers);
        return message;
    }

    private OutputCommandMessage Output(OutputCommand output) => output.Result switch
    {
        EntryResult.Value value => new() { Value = Results.ToValue(value.Bytes) },
        EntryResult.Failure failure => new() { Failure = Results.ToFailure(failure, version) },
        _ => throw Results.NotCarriedBy(output),
    };

    private SendSignalCommandMessage SendSignal(SendSignalCommand signal)
    {
        var message = new SendSignalCommandMessage { TargetInvocationId = signal.InvocationId };
        if (signal.Signal.Kind == NotificationKind.NamedSignal)
            message.Name = signal.Signal.Name;
        else
            message.Idx = signal.Signal.Number;
        switch (signal.Result)
        {
            case EntryResult.Void:
                message.Void = Results.Void;
                break;
            case EntryResult.Value value:
                message.Value = Results.ToValue(value.Bytes);
                break;
            case EntryResult.Failure failure:
                message.Failure = Results.ToFailure(failure, version);
                break;
            default:
                throw Results.NotCarriedBy(signal);
        }

        return message;
    }

    private CompleteAwakeableCommandMessage CompleteAwakeable(CompleteAwakeableCommand complete)
    {
        var message = new CompleteAwakeableCommandMessage { AwakeableId = complete.AwakeableId };
        switch (complete.Result)
        {
            case EntryResult.Value value:
                message.Value = Results.ToValue(value.Bytes);
                break;
            case EntryResult.Failure failure:
                message.Failure = Results.ToFailure(failure, version);
                break;
            default:
                throw Results.NotCarriedBy(complete);
        }

        return message;
    }

    private CompletePromiseCommandMessage CompletePromise(CompletePromiseCommand complete)
    {
        var message = new CompletePromiseCommandMessage
        {
            Key = complete.Key,
            ResultCompletionId = complete.CompletionId,
        };
        switch (complete.Result)
        {
            case EntryResult.Value value:
                message.CompletionValue = Results.ToValue(value.Bytes);
                break;
            case EntryResult.Failure failure:
                message.CompletionFailure = Results.ToFailure(failure, version);
                break;
            default:
                throw Results.NotCarriedBy(complete);
        }

        return message;
    }

    private static GetEagerStateCommandMessage GetEager(GetEagerStateCommand get)
    {
        var message = new GetEagerStateCommandMessage { Key = Texts.ToStateKey(get.Key) };
        switch (get.Result)
        {
            case EntryResult.Void:
                message.Void = Results.Void;
                break;
            case EntryResult.Value value:
                message.Value = Results.ToValue(value.Bytes);
                break;
            default:
                throw Results.NotCarriedBy(get);
        }

        return message;
    }
}
