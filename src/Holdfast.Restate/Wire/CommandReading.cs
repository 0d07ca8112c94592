using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>Reads the commands of a journal that is replayed.</summary>
internal static class CommandReading
{
    /// <exception cref="ProtocolException">The message is malformed or incomplete.</exception>
    public static Command Read(Frame frame) => frame.Type switch
    {
        MessageType.InputCommand => Input(frame.Parse(InputCommandMessage.Parser)),
        MessageType.OutputCommand => Output(frame, frame.Parse(OutputCommandMessage.Parser)),
        MessageType.RunCommand => Run(frame.Parse(RunCommandMessage.Parser)),
        MessageType.SleepCommand => Sleep(frame.Parse(SleepCommandMessage.Parser)),
        MessageType.SendSignalCommand => SendSignal(frame, frame.Parse(SendSignalCommandMessage.Parser)),
        MessageType.CompleteAwakeableCommand =>
            CompleteAwakeable(frame, frame.Parse(CompleteAwakeableCommandMessage.Parser)),
        MessageType.GetPromiseCommand => GetPromise(frame.Parse(GetPromiseCommandMessage.Parser)),
        MessageType.PeekPromiseCommand => PeekPromise(frame.Parse(PeekPromiseCommandMessage.Parser)),
        MessageType.CompletePromiseCommand =>
            CompletePromise(frame, frame.Parse(CompletePromiseCommandMessage.Parser)),
        MessageType.CallCommand
            or MessageType.OneWayCallCommand
            or MessageType.AttachInvocationCommand
            or MessageType.GetInvocationOutputCommand => InvokingReading.Read(frame),
        _ => StateReading.Read(frame),
    };

    private static InputCommand Input(InputCommandMessage message) =>
        new(message.Value?.Content.Memory ?? default, Headers.Of(message.Headers));

    private static OutputCommand Output(Frame frame, OutputCommandMessage message) =>
        new(message.ResultCase switch
        {
            OutputCommandMessage.ResultOneofCase.Value => Results.Of(message.Value),
            OutputCommandMessage.ResultOneofCase.Failure => Results.Of(message.Failure),
            _ => throw frame.Lacks("result"),
        });

    private static RunCommand Run(RunCommandMessage message) =>
        new(message.ResultCompletionId, Texts.NullIfEmpty(message.Name));

    private static SleepCommand Sleep(SleepCommandMessage message) =>
        new(Times.Time(message.WakeUpTime), message.ResultCompletionId, Texts.NullIfEmpty(message.Name));

    private static SendSignalCommand SendSignal(Frame frame, SendSignalCommandMessage message)
    {
        var signal = message.SignalIdCase switch
        {
            SendSignalCommandMessage.SignalIdOneofCase.Idx => NotificationId.Signal(message.Idx),
            SendSignalCommandMessage.SignalIdOneofCase.Name => NotificationId.Signal(message.Name),
            _ => throw frame.Lacks("signal index or name"),
        };
        EntryResult result = message.ResultCase switch
        {
            SendSignalCommandMessage.ResultOneofCase.Void => EntryResult.Nothing,
            SendSignalCommandMessage.ResultOneofCase.Value => Results.Of(message.Value),
            SendSignalCommandMessage.ResultOneofCase.Failure => Results.Of(message.Failure),
            _ => throw frame.Lacks("result"),
        };
        return new(message.TargetInvocationId, signal, result);
    }

    private static CompleteAwakeableCommand CompleteAwakeable(Frame frame, CompleteAwakeableCommandMessage message) =>
        new(message.AwakeableId, message.ResultCase switch
        {
            CompleteAwakeableCommandMessage.ResultOneofCase.Value => Results.Of(message.Value),
            CompleteAwakeableCommandMessage.ResultOneofCase.Failure => Results.Of(message.Failure),
            _ => throw frame.Lacks("result"),
        });

    private static GetPromiseCommand GetPromise(GetPromiseCommandMessage message) =>
        new(message.Key, message.ResultCompletionId);

    private static PeekPromiseCommand PeekPromise(PeekPromiseCommandMessage message) =>
        new(message.Key, message.ResultCompletionId);

    private static CompletePromiseCommand CompletePromise(Frame frame, CompletePromiseCommandMessage message)
    {
        EntryResult result = message.CompletionCase switch
        {
            CompletePromiseCommandMessage.CompletionOneofCase.CompletionValue => Results.Of(message.CompletionValue),
            CompletePromiseCommandMessage.CompletionOneofCase.CompletionFailure =>
                Results.Of(message.CompletionFailure),
            _ => throw frame.Lacks("result"),
        };
        return new(message.Key, result, message.ResultCompletionId);
    }
}
