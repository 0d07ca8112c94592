using System.IO.Pipelines;
using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>What the server sends during one attempt: the start, the journal so far, then notifications.</summary>
internal sealed class MessageReader(PipeReader input, ProtocolVersion version, int maxMessageBytes)
{
    // The announced number is not trusted: it only saves growing the list.
    private const uint MaxInitialCapacity = 1024;

    private readonly FrameReader _frames = new(input, maxMessageBytes);

    /// <summary>The start message and the journal entries that it announces.</summary>
    /// <exception cref="ProtocolException">The stream is malformed, or ends too early.</exception>
    public async Task<AttemptStart> ReadStartAsync(CancellationToken cancellationToken)
    {
        var start = await ReadStartMessageAsync(cancellationToken);
        var journal = new List<JournalEntry>((int)Math.Min(start.KnownEntries, MaxInitialCapacity));
        while (journal.Count < start.KnownEntries)
            journal.Add(await ReadEntryAsync(journal.Count, start.KnownEntries, cancellationToken));
        return AttemptStarts.Of(start, journal, version);
    }

    /// <summary>The next notification or acknowledgement. Null: the server closed the input.</summary>
    /// <exception cref="ProtocolException">The stream is malformed, or ends within a message.</exception>
    public async ValueTask<EngineMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await _frames.ReadAsync(cancellationToken) is { } frame)
        {
            try
            {
                // Nothing here asks for acknowledgements of commands, and nothing waits for one.
                if (frame.Type != MessageType.CommandAck)
                    return ToEngineMessage(frame);
            }
            finally
            {
                _frames.Release();
            }
        }

        return null;
    }

    /// <summary>Returns when the server has closed the input; what it still sends is for nobody.</summary>
    public Task SkipToEndAsync(CancellationToken cancellationToken) => _frames.SkipToEndAsync(cancellationToken);

    private async ValueTask<StartMessage> ReadStartMessageAsync(CancellationToken cancellationToken)
    {
        var frame = await _frames.ReadAsync(cancellationToken)
            ?? throw new ProtocolException("The request is empty: it has to begin with a start message");
        try
        {
            return frame.Type == MessageType.Start
                ? frame.Parse(StartMessage.Parser)
                : throw new ProtocolException(
                    $"The request begins with {frame.Type.Text()} instead of {MessageType.Start.Text()}");
        }
        finally
        {
            _frames.Release();
        }
    }

    private async ValueTask<JournalEntry> ReadEntryAsync(int index, uint announced, CancellationToken cancellationToken)
    {
        var frame = await _frames.ReadAsync(cancellationToken) ?? throw new ProtocolException(
            $"The request ended after {index} journal entries; the start message announced {announced}");
        try
        {
            return frame.Type switch
            {
                _ when frame.Type.IsCommand() => CommandReading.Read(frame),
                _ when frame.Type.IsNotification() => NotificationReading.Read(frame),
                _ => throw new ProtocolException(
                    $"{frame.Type.Text()} came as journal entry {index} of {announced}; it is no journal entry"),
            };
        }
        finally
        {
            _frames.Release();
        }
    }

    private static EngineMessage ToEngineMessage(Frame frame) => frame.Type switch
    {
        _ when frame.Type.IsNotification() => new EngineMessage.Notify(NotificationReading.Read(frame)),
        MessageType.ProposeRunCompletionAck =>
            new EngineMessage.RunCompletionAck(frame.Parse(ProposeRunCompletionAckMessage.Parser).CompletionId),
        _ => throw new ProtocolException(
            $"{frame.Type.Text()} came after the journal, where only notifications and acknowledgements may"),
    };
}
