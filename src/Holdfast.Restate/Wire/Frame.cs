using System.Buffers;
using Google.Protobuf;

namespace Holdfast.Restate.Wire;

/// <summary>One message as it arrived. The body is the pipe's: valid until the frame is released.</summary>
internal readonly record struct Frame(MessageType Type, ReadOnlySequence<byte> Body)
{
    /// <exception cref="ProtocolException">The body is not a message of this type.</exception>
    public T Parse<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(Body);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new ProtocolException($"The body of {Type.Text()} cannot be parsed: {error.Message}", error);
        }
    }

    /// <summary>The error for a message that could be parsed, but lacks something.</summary>
    public ProtocolException Lacks(string what) => new($"The message {Type.Text()} has no {what}");
}
