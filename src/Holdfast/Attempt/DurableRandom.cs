using System.Numerics;

namespace Holdfast.Attempts;

/// <summary>
/// xoshiro256**, seeded with splitmix64. Own code, because what <see cref="Random"/> draws from a seed may change with
/// the runtime, and a journal outlives runtimes.
/// </summary>
internal sealed class DurableRandom : Random
{
    private const double UnitOfDouble = 1.0 / (1UL << 53);
    private const float UnitOfSingle = 1.0f / (1U << 24);
    private ulong _s0, _s1, _s2, _s3;

    public DurableRandom(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    public override int Next() => Next(int.MaxValue);

    public override int Next(int maxValue) => Next(0, maxValue);

    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public override long NextInt64() => NextInt64(long.MaxValue);

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        var range = (ulong)(maxValue - minValue);
        return range == 0 ? minValue : minValue + (long)Below(range);
    }

    public override double NextDouble() => (Draw() >> 11) * UnitOfDouble;

    public override float NextSingle() => (Draw() >> 40) * UnitOfSingle;

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        for (var i = 0; i < buffer.Length; i += sizeof(ulong))
        {
            var draw = Draw();
            for (var j = i; j < buffer.Length && j < i + sizeof(ulong); j++, draw >>= 8)
                buffer[j] = (byte)draw;
        }
    }

    /// <summary>A random UUID (version 4).</summary>
    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    protected override double Sample() => NextDouble();

    /// <summary>Evenly from [0, range), by rejecting the draws of the incomplete last range.</summary>
    private ulong Below(ulong range)
    {
        var limit = ulong.MaxValue - (ulong.MaxValue % range);
        ulong draw;
        do
        {
            draw = Draw();
        }
        while (draw >= limit);
        return draw % range;
    }

    private ulong Draw()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
