namespace Holdfast;

/// <summary>Bytes that are passed on as they are.</summary>
internal static class RawBytes
{
    public const string ContentType = "application/octet-stream";

    public static readonly Serde<byte[]> Array = new ArraySerde();

    public static readonly Serde<ReadOnlyMemory<byte>> Memory = new MemorySerde();

    private sealed class ArraySerde : Serde<byte[]>
    {
        public override string ContentType => RawBytes.ContentType;

        public override ReadOnlyMemory<byte> Serialize(byte[] value) => value;

        public override byte[] Deserialize(ReadOnlyMemory<byte> bytes) => bytes.ToArray();
    }

    private sealed class MemorySerde : Serde<ReadOnlyMemory<byte>>
    {
        public override string ContentType => RawBytes.ContentType;

        public override ReadOnlyMemory<byte> Serialize(ReadOnlyMemory<byte> value) => value;

        public override ReadOnlyMemory<byte> Deserialize(ReadOnlyMemory<byte> bytes) => bytes;
    }
}
