using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>Reads completions and signals. All have the same fields, of which each kind uses a part.</summary>
internal static class NotificationReading
{
    /// <exception cref="ProtocolException">The id or the result is missing.</exception>
    public static Notification Read(Frame frame)
    {
        var message = frame.Parse(NotificationMessage.Parser);
        return new(Id(frame, message), Result(frame, message));
    }

    private static NotificationId Id(Frame frame, NotificationMessage message)
    {
        var isSignal = frame.Type == MessageType.Signal;
        return message.IdCase switch
        {
            NotificationMessage.IdOneofCase.CompletionId when !isSignal =>
                NotificationId.Completion(message.CompletionId),
            NotificationMessage.IdOneofCase.SignalId when isSignal => NotificationId.Signal(message.SignalId),
            NotificationMessage.IdOneofCase.SignalName when isSignal => NotificationId.Signal(message.SignalName),
            _ => throw frame.Lacks(isSignal ? "signal index or name" : "completion id"),
        };
    }

    private static EntryResult Result(Frame frame, NotificationMessage message) => message.ResultCase switch
    {
        NotificationMessage.ResultOneofCase.Void => EntryResult.Nothing,
        NotificationMessage.ResultOneofCase.Value => Results.Of(message.Value),
        NotificationMessage.ResultOneofCase.Failure => Results.Of(message.Failure),
        NotificationMessage.ResultOneofCase.InvocationId => new EntryResult.InvocationIdResult(message.InvocationId),
        NotificationMessage.ResultOneofCase.StateKeys => Results.Of(message.StateKeys),
        _ => throw frame.Lacks("result"),
    };
}
