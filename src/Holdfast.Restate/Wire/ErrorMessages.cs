using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>Why an attempt failed.</summary>
internal static class ErrorMessages
{
    public static ErrorMessage Of(AttemptError error, ProtocolVersion version)
    {
        var message = new ErrorMessage
        {
            Code = (uint)Math.Max(error.Code, 0),
            Message = error.Message,
            Stacktrace = error.Detail ?? "",
        };
        if (error.CommandIndex is { } index)
            message.RelatedCommandIndex = (uint)Math.Max(index, 0);
        if (error.CommandName is { } name)
            message.RelatedCommandName = name;
        if (error.CommandType is { } command && MessageTypes.OfCommand(command) is { } type)
            message.RelatedCommandType = (uint)type;
        if (error.NextRetryDelay is { } delay)
            message.NextRetryDelay = Times.Milliseconds(delay);
        if (version >= ProtocolVersion.V7)
            message.Behavior = (Messages.ErrorBehavior)error.Behavior;
        return message;
    }
}
