using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace Holdfast.Tests.Restate.Endpoint;

/// <summary>
/// A message as it is on the wire, written and read by the numbers of the protocol: what the product generates for
/// them is not used here, because it is what is tested.
/// </summary>
internal sealed record Frame(ushort Type, byte[] Body)
{
    public const ushort StartType = 0x0000;
    public const ushort SuspensionType = 0x0001;
    public const ushort ErrorType = 0x0002;
    public const ushort EndType = 0x0003;
    public const ushort ProposeRunCompletionType = 0x0005;
    public const ushort AwaitingOnType = 0x0006;
    public const ushort RunCompletionAckType = 0x0007;
    public const ushort InputType = 0x0400;
    public const ushort OutputType = 0x0401;
    public const ushort SetStateType = 0x0403;
    public const ushort SleepType = 0x040C;
    public const ushort RunType = 0x0411;
    public const ushort SleepDoneType = 0x800C;
    public const ushort RunDoneType = 0x8011;

    /// <summary>The id in every start message here.</summary>
    public const string InvocationId = "inv_1aaaaaaaaaaa0bbbbbbbbbbbbbbbbbbbbb";

    /// <summary>Value of a number field; 0 when it is not there.</summary>
    public ulong Number(int field) => (ulong?)Fields(Body).LastOrDefault(one => one.Field == field).Value ?? 0;

    /// <summary>Value of a text field; empty when it is not there.</summary>
    public string Text(params int[] path) => Encoding.UTF8.GetString(Bytes(path));

    /// <summary>Bytes of a field, or of a field in the message that it is.</summary>
    public byte[] Bytes(params int[] path) => path.Aggregate(Body, (body, field) =>
        (byte[]?)Fields(body).LastOrDefault(one => one.Field == field).Value ?? []);

    public byte[] ToArray()
    {
        var bytes = new byte[8 + Body.Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)Type << 48) | (uint)Body.Length);
        Body.CopyTo(bytes, 8);
        return bytes;
    }

    public static Frame Start(uint knownEntries, params (int, object)[] more) => new(
        StartType, Message([(1, new byte[24]), (2, InvocationId), (3, (ulong)knownEntries), (9, 42UL), .. more]));

    public static Frame Input(string json) => Input(Encoding.UTF8.GetBytes(json));

    public static Frame Input(byte[] body) => new(InputType, Message((14, Message((1, body)))));

    public static Frame Sleep(uint completionId) => new(SleepType, Message((1, 1UL), (11, (ulong)completionId)));

    public static Frame SleepDone(uint completionId) =>
        new(SleepDoneType, Message((1, (ulong)completionId), (4, Array.Empty<byte>())));

    public static Frame RunDone(uint completionId, byte[] value) =>
        new(RunDoneType, Message((1, (ulong)completionId), (5, Message((1, value)))));

    public static Frame RunAck(uint completionId) => new(RunCompletionAckType, Message((1, (ulong)completionId)));

    private static byte[] Message(params (int Field, object Value)[] fields)
    {
        var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            foreach (var (field, value) in fields)
            {
                output.WriteTag(
                    field, value is ulong ? WireFormat.WireType.Varint : WireFormat.WireType.LengthDelimited);
                if (value is ulong number)
                    output.WriteUInt64(number);
                else
                    output.WriteBytes(ByteString.CopyFrom(value as byte[] ?? Encoding.UTF8.GetBytes((string)value)));
            }
        }

        return bytes.ToArray();
    }

    private static IEnumerable<(int Field, object? Value)> Fields(byte[] body)
    {
        var input = new CodedInputStream(body);
        while (input.ReadTag() is var tag and not 0)
        {
            object value = WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint
                ? input.ReadUInt64()
                : input.ReadBytes().ToByteArray();
            yield return (WireFormat.GetTagFieldNumber(tag), value);
        }
    }
}
