using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Embedded.Journal;

/// <summary>Reads what <see cref="EntryWriter"/> wrote.</summary>
/// <exception cref="InvalidDataException">The bytes end early, or are not what the caller expects.</exception>
internal ref struct EntryReader(ReadOnlyMemory<byte> source)
{
    private readonly ReadOnlyMemory<byte> _source = source;
    private int _position;

    public readonly bool AtEnd => _position >= _source.Length;

    public byte Byte() => Take(1).Span[0];

    public ulong Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new InvalidDataException("A number in the journal is longer than ten bytes");
    }

    public DateTimeOffset Time() =>
        DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(Take(8).Span));

    /// <summary>A slice of the source, not a copy.</summary>
    public ReadOnlyMemory<byte> Bytes() => Take(checked((int)Number()));

    public string Text() => Encoding.UTF8.GetString(Bytes().Span);

    public string? OptionalText() => Byte() == 0 ? null : Text();

    public IReadOnlyDictionary<string, string>? Pairs()
    {
        var count = checked((int)Number());
        if (count == 0)
            return null;
        var pairs = new Dictionary<string, string>(Math.Min(count, 64), StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            pairs[Text()] = Text();
        return pairs;
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        if ((uint)length > (uint)(_source.Length - _position))
            throw new InvalidDataException("A journal entry ends early: the database is damaged");
        var taken = _source.Slice(_position, length);
        _position += length;
        return taken;
    }
}
