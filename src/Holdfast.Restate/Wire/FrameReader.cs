using System.IO.Pipelines;

namespace Holdfast.Restate.Wire;

/// <summary>Cuts the request's body into messages.</summary>
internal sealed class FrameReader(PipeReader input, int maxMessageBytes)
{
    private SequencePosition _end;

    /// <summary>
    /// The next message; <see cref="Release"/> it before asking for another. Null: the input ended between messages.
    /// </summary>
    /// <exception cref="ProtocolException">It is too large, of an unknown type, or cut off.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            FrameHeader? header = buffer.Length < FrameHeader.Length ? null : Check(FrameHeader.Read(buffer));
            if (header is { } complete && buffer.Length - FrameHeader.Length >= complete.BodyLength)
            {
                var body = buffer.Slice(FrameHeader.Length, complete.BodyLength);
                _end = body.End;
                return new Frame(complete.Type, body);
            }

            // Examined to the end: the pipe goes on filling, however large the message is.
            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCanceled)
                throw new OperationCanceledException();
            if (read.IsCompleted)
                return buffer.IsEmpty ? null : throw Truncated(header, buffer.Length);
        }
    }

    /// <summary>Gives the bytes of the last message back to the pipe.</summary>
    public void Release() => input.AdvanceTo(_end);

    /// <summary>Refuses by the header alone, before anything is buffered.</summary>
    private FrameHeader Check(FrameHeader header)
    {
        if (!Enum.IsDefined(header.Type))
            throw new ProtocolException(
                $"Unknown message type {header.Type.Text()}: the server speaks a later protocol than this endpoint");
        if (header.BodyLength > maxMessageBytes)
            throw new ProtocolException(
                $"The message {header.Type.Text()} has {header.BodyLength} bytes, the limit is {maxMessageBytes}. "
                + $"Raise {nameof(RestateEndpointOptions)}.{nameof(RestateEndpointOptions.MaxMessageBytes)}");
        return header;
    }

    private static ProtocolException Truncated(FrameHeader? header, long received) => new(header is { } known
        ? $"The request ended within the message {known.Type.Text()}: "
            + $"{received - FrameHeader.Length} of {known.BodyLength} bytes came"
        : $"The request ended within a message: {received} of the {FrameHeader.Length} bytes of its header came");
}
