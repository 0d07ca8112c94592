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
            FrameHeader? header = buffer.Length < FrameHeader.Length ? null : FrameHeader.Read(buffer);
            if (header is { } known && WhyRefused(known) is { } refused)
            {
                input.AdvanceTo(buffer.End);
                throw refused;
            }

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

    /// <summary>Throws away what comes, until the input has ended.</summary>
    public async Task SkipToEndAsync(CancellationToken cancellationToken)
    {
        ReadResult read;
        do
        {
            read = await input.ReadAsync(cancellationToken);
            input.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);
    }

    /// <summary>Judges by the header alone, before anything is buffered.</summary>
    private ProtocolException? WhyRefused(FrameHeader header)
    {
        if (!Enum.IsDefined(header.Type))
            return new(
                $"Unknown message type {header.Type.Text()}: the server speaks a later protocol than this endpoint");
        return header.BodyLength <= maxMessageBytes ? null : new(
            $"The message {header.Type.Text()} has {header.BodyLength} bytes, the limit is {maxMessageBytes}. "
            + $"Raise {nameof(RestateEndpointOptions)}.{nameof(RestateEndpointOptions.MaxMessageBytes)}");
    }

    private static ProtocolException Truncated(FrameHeader? header, long received) => new(header is { } known
        ? $"The request ended within the message {known.Type.Text()}: "
            + $"{received - FrameHeader.Length} of {known.BodyLength} bytes came"
        : $"The request ended within a message: {received} of the {FrameHeader.Length} bytes of its header came");
}
