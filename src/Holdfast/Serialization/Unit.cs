namespace Holdfast;

/// <summary>No value: the request or result of a handler that has none. Written as no bytes.</summary>
public readonly record struct Unit
{
    /// <summary>The only one.</summary>
    public static readonly Unit Value;

    internal static readonly Serde<Unit> Serde = new NoBytes();

    private sealed class NoBytes : Serde<Unit>
    {
        public override string ContentType => "";

        public override ReadOnlyMemory<byte> Serialize(Unit value) => ReadOnlyMemory<byte>.Empty;

        public override Unit Deserialize(ReadOnlyMemory<byte> bytes) => default;
    }
}
