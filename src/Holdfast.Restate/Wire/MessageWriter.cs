using System.Diagnostics;
using System.IO.Pipelines;
using Google.Protobuf;
using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>Writes what an attempt tells the server, as the request's protocol version has it.</summary>
internal sealed class MessageWriter(PipeWriter output, ProtocolVersion version)
{
    private readonly CommandMessages _commands = new(version);

    /// <summary>Writes one message into the buffer; the caller flushes.</summary>
    public void Write(AttemptMessage message)
    {
        switch (message)
        {
            case AttemptMessage.Issue { Command: var command }:
                Write(MessageTypes.OfCommand(command.GetType())!.Value, _commands.Of(command));
                break;
            case AttemptMessage.ProposeRunCompletion proposal:
                // Before V7 the server answers with the whole result, whatever is asked for.
                Write(MessageType.ProposeRunCompletion, Proposal(proposal), version >= ProtocolVersion.V7);
                break;
            case AttemptMessage.AwaitingOn awaiting:
                if (version >= ProtocolVersion.V7)
                    Write(MessageType.AwaitingOn, AwaitingOn(awaiting));
                break;
            case AttemptMessage.Suspend suspend:
                Write(MessageType.Suspension, AwaitTreeMessages.Suspension(suspend.Tree, version));
                break;
            case AttemptMessage.Fail fail:
                Write(MessageType.Error, ErrorMessages.Of(fail.Error, version));
                break;
            case AttemptMessage.End:
                Write(MessageType.End, new EndMessage());
                break;
            default:
                throw new UnreachableException(message.GetType().Name);
        }
    }

    private ProposeRunCompletionMessage Proposal(AttemptMessage.ProposeRunCompletion proposal)
    {
        var message = new ProposeRunCompletionMessage { ResultCompletionId = proposal.CompletionId };
        switch (proposal.Result)
        {
            case EntryResult.Value value:
                message.Value = Results.ToBytes(value.Bytes);
                break;
            case EntryResult.Failure failure:
                message.Failure = Results.ToFailure(failure, version);
                break;
            default:
                throw Results.NotCarriedBy(proposal);
        }

        return message;
    }

    private static AwaitingOnMessage AwaitingOn(AttemptMessage.AwaitingOn awaiting) => new()
    {
        AwaitingOn = AwaitTreeMessages.Future(awaiting.Tree),
        ExecutingSideEffects = awaiting.ExecutingRuns,
    };

    private void Write(MessageType type, IMessage message, bool requestsAck = false)
    {
        // The size first: what cannot be written is noticed before the first byte.
        var header = new FrameHeader(type, (uint)message.CalculateSize(), requestsAck);
        header.Write(output.GetSpan(FrameHeader.Length));
        output.Advance(FrameHeader.Length);
        message.WriteTo(output);
    }
}
