using System.IO.Pipelines;
using Holdfast.Engine;

namespace Holdfast.Restate.Wire;

/// <summary>Writes what an attempt tells the server, as the request's protocol version has it.</summary>
internal sealed class MessageWriter(PipeWriter output, ProtocolVersion version)
{
    /// <summary>Writes one message into the buffer; the caller flushes.</summary>
    public void Write(AttemptMessage message) =>
        throw new NotImplementedException($"{output} {version} {message}");
}
