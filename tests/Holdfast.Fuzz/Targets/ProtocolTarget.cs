using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using Holdfast.Restate.Wire;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Fuzz.Targets;

/// <summary>
/// Frames of Restate's protocol: read to their end, or refused with the one error that the endpoint knows, and without
/// more memory than what came accounts for. The first byte of a case is the version of the protocol.
/// </summary>
internal sealed class ProtocolTarget : FuzzTarget
{
    private const int Limit = 4096;
    private const int FrameHeader = 8;
    private const int MaxAllocatedPerByte = 128;
    private const int MaxAllocatedBesides = 64 * 1024;
    private const int IdLength = 24;

    private static readonly MessageType[] _types = Enum.GetValues<MessageType>();

    // A start that counts the next frame as its journal; then each message, empty and with some fields.
    public override IEnumerable<byte[]> Seeds =>
        from type in _types
        from body in new byte[][] { [], [10, 1, 97, 16, 1, 24, 2], [122, 2, 10, 0], [8, 1, 114, 3, 10, 1, 97] }
        from entries in new uint[] { 0, 1 }
        select (byte[])[(byte)((int)type % 3), .. Start(entries), .. Frame(type, body)];

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. _types.Select(type => Frame(type, [])), .. _types.Select(type => Frame(type, [10, 1, 97]))];

    public override void Execute(byte[] input)
    {
        if (input.Length == 0)
            return;
        var version = (ProtocolVersion)(5 + (input[0] % 3));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var pipe = PipeReader.Create(new ReadOnlySequence<byte>(input[1..]));
        var reading = ToEndAsync(new MessageReader(pipe, version, Limit));
        if (!reading.IsCompleted)
            throw new InvalidOperationException("All bytes are there, and it waits.");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (reading.Exception?.InnerException is { } error and not ProtocolException)
            throw new InvalidOperationException("Another error than the one that is known.", error);
        if (allocated > MaxAllocatedBesides + (long)MaxAllocatedPerByte * input.Length)
            throw new InvalidOperationException($"{allocated} bytes were allocated for {input.Length}.");
    }

    private static async Task ToEndAsync(MessageReader reader)
    {
        await reader.ReadStartAsync(default);
        while (await reader.ReadAsync(default) is not null)
        {
        }
    }

    private static byte[] Start(uint entries) => Frame(MessageType.Start, new StartMessage
    {
        Id = ByteString.CopyFrom(new byte[IdLength]),
        DebugId = "inv_1",
        KnownEntries = entries,
    }.ToByteArray());

    private static byte[] Frame(MessageType type, byte[] body)
    {
        var frame = new byte[FrameHeader + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)type);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), body.Length);
        body.CopyTo(frame, FrameHeader);
        return frame;
    }
}
