namespace Holdfast.Fuzz.Guided;

/// <summary>Changes cases: bytes, blocks, words, and the halves of two of them.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> words)
{
    private const int Longest = 16 * 1024;
    private const int LongestBlock = 64;

    private static readonly byte[] _interesting = [0, 1, 2, 7, 8, 16, 31, 32, 63, 64, 100, 127, 128, 254, 255];

    /// <summary>A new case, made of one and maybe of a second one.</summary>
    public byte[] Next(byte[] one, byte[] other)
    {
        var bytes = new List<byte>(one);
        if (random.Next(6) == 0 && other.Length > 0)
            Splice(bytes, other);
        // Mostly few changes, at times many.
        for (var changes = 1 << random.Next(6); changes > 0; changes--)
            ChangeOnce(bytes);
        if (bytes.Count > Longest)
            bytes.RemoveRange(Longest, bytes.Count - Longest);
        return [.. bytes];
    }

    private void ChangeOnce(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        if (at == bytes.Count)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        var length = Math.Min(random.Next(1, LongestBlock), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] = _interesting[random.Next(_interesting.Length)];
                break;
            case 3:
                bytes[at] += (byte)random.Next(-16, 17);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 6:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 7 when words.Count > 0:
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
            default:
                Overwrite(bytes, at, length);
                break;
        }
    }

    // By a block of its own from elsewhere.
    private void Overwrite(List<byte> bytes, int at, int length)
    {
        var from = random.Next(bytes.Count);
        for (var i = 0; i < length && from + i < bytes.Count; i++)
            bytes[at + i] = bytes[from + i];
    }

    private void Splice(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(other.AsSpan(random.Next(other.Length)));
    }
}
