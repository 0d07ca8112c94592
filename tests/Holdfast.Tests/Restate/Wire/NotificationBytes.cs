using Google.Protobuf;
using Holdfast.Engine;
using Holdfast.Restate.Wire;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>Notifications as the server writes them.</summary>
internal static class NotificationBytes
{
    public static byte[] Of(MessageType type, Notification notification)
    {
        var message = new NotificationMessage();
        switch (notification.Id.Kind)
        {
            case NotificationKind.Completion:
                message.CompletionId = notification.Id.Number;
                break;
            case NotificationKind.Signal:
                message.SignalId = notification.Id.Number;
                break;
            case NotificationKind.NamedSignal:
                message.SignalName = notification.Id.Name;
                break;
        }

        Write(notification.Result, message);
        return WireBytes.Frame(type, message);
    }

    private static void Write(EntryResult result, NotificationMessage to)
    {
        switch (result)
        {
            case EntryResult.Void:
                to.Void = new();
                break;
            case EntryResult.Value value:
                to.Value = new() { Content = ByteString.CopyFrom(value.Bytes.Span) };
                break;
            case EntryResult.Failure failure:
                to.Failure = new() { Code = (uint)failure.Code, Message = failure.Message };
                foreach (var (key, value) in failure.Metadata ?? new Dictionary<string, string>())
                    to.Failure.Metadata.Add(new FailureMetadata { Key = key, Value = value });
                break;
            case EntryResult.InvocationIdResult id:
                to.InvocationId = id.Id;
                break;
            case EntryResult.StateKeys keys:
                to.StateKeys = new();
                to.StateKeys.Keys.Add(keys.Keys.Select(ByteString.CopyFromUtf8));
                break;
        }
    }
}
