using System.IO.Pipelines;
using Holdfast.Engine;

namespace Holdfast.Restate.Wire;

/// <summary>Reads what the server sends during one attempt: the start, the journal so far, then notifications.</summary>
internal sealed class MessageReader(PipeReader input, ProtocolVersion version, int maxMessageBytes)
{
    /// <summary>The start message and the journal entries that it announces.</summary>
    /// <exception cref="ProtocolException">The stream is malformed, or ends too early.</exception>
    public Task<AttemptStart> ReadStartAsync(CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{input} {version} {maxMessageBytes} {cancellationToken}");

    /// <summary>The next notification or acknowledgement. Null: the server closed the input, at a message's end.</summary>
    /// <exception cref="ProtocolException">The stream is malformed, or ends within a message.</exception>
    public ValueTask<EngineMessage?> ReadAsync(CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{input} {version} {maxMessageBytes} {cancellationToken}");
}
