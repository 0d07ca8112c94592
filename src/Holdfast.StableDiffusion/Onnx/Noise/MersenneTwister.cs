namespace Holdfast.StableDiffusion.Onnx.Noise;

/// <summary>The generator MT19937 of Matsumoto and Nishimura: the same numbers everywhere, for one seed.</summary>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Middle = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Size; i++)
            _state[i] = (1_812_433_253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i;
    }

    public uint Next()
    {
        if (_next == Size)
            Twist();
        var value = _state[_next++];
        value ^= value >> 11;
        value ^= (value << 7) & 0x9d2c_5680u;
        value ^= (value << 15) & 0xefc6_0000u;
        return value ^ (value >> 18);
    }

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var bits = (_state[i] & 0x8000_0000u) | (_state[(i + 1) % Size] & 0x7fff_ffffu);
            var twisted = (bits >> 1) ^ ((bits & 1) == 0 ? 0 : 0x9908_b0dfu);
            _state[i] = _state[(i + Middle) % Size] ^ twisted;
        }

        _next = 0;
    }
}
