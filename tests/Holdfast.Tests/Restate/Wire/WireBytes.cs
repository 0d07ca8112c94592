using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using Holdfast.Engine;
using Holdfast.Restate;
using Holdfast.Restate.Wire;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>The bytes of a request, made as the server makes them, and ways to read and write them.</summary>
internal static class WireBytes
{
    public static readonly int DefaultLimit = new RestateEndpointOptions().MaxMessageBytes;

    /// <summary>24 bytes; the text form is <see cref="InvocationId"/>.</summary>
    public static readonly byte[] RawId = [.. Enumerable.Range(1, InvocationIdText.RawLength).Select(i => (byte)i)];

    public static readonly string InvocationId = InvocationIdText.Format(RawId);

    public static StartMessage Start(int entries) =>
        new() { Id = ByteString.CopyFrom(RawId), DebugId = InvocationId, KnownEntries = (uint)entries };

    public static byte[] Frame(MessageType type, IMessage message) => Frame((ushort)type, message.ToByteArray());

    public static byte[] Frame(ushort type, params byte[] body)
    {
        var frame = new byte[8 + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, type);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), body.Length);
        body.CopyTo(frame, 8);
        return frame;
    }

    /// <summary>A start message, and frames that it counts as journal entries.</summary>
    public static byte[] Journal(params byte[][] entries) =>
        [.. Frame(MessageType.Start, Start(entries.Length)), .. entries.SelectMany(entry => entry)];

    public static byte[] Written(ProtocolVersion version, params AttemptMessage[] messages)
    {
        var bytes = new MemoryStream();
        var output = PipeWriter.Create(bytes);
        var writer = new MessageWriter(output, version);
        foreach (var message in messages)
            writer.Write(message);
        output.Complete();
        return bytes.ToArray();
    }

    public static byte[] Written(ProtocolVersion version, Command command) =>
        Written(version, new AttemptMessage.Issue(command));

    public static MessageReader Reader(
        byte[] bytes, ProtocolVersion version = ProtocolVersion.V7, int? limit = null) =>
        new(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), version, limit ?? DefaultLimit);

    /// <summary>The one journal entry whose frame this is.</summary>
    public static async Task<JournalEntry> EntryAsync(byte[] frame, ProtocolVersion version = ProtocolVersion.V7) =>
        Assert.Single((await Reader(Journal(frame), version).ReadStartAsync(default)).Journal);

    /// <summary>Everything until the server closes the input.</summary>
    public static async Task<(AttemptStart Start, List<EngineMessage> Messages)> ToEndAsync(MessageReader reader)
    {
        var start = await reader.ReadStartAsync(default);
        var messages = new List<EngineMessage>();
        while (await reader.ReadAsync(default) is { } message)
            messages.Add(message);
        return (start, messages);
    }
}
