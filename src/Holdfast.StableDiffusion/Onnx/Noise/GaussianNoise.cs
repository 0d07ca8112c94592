namespace Holdfast.StableDiffusion.Onnx.Noise;

/// <summary>
/// Normally distributed numbers that follow from a seed alone, not from threads or the machine.
/// </summary>
/// <remarks>
/// MT19937 and the Box-Muller transform in blocks of sixteen, as PyTorch draws on a CPU: a seed that gave an image
/// there starts from the same noise here.
/// </remarks>
internal sealed class GaussianNoise(uint seed)
{
    private const int Block = 16;
    private const int Half = Block / 2;

    private readonly MersenneTwister _random = new(seed);

    public float[] Draw(int count)
    {
        var values = new float[count];
        Fill(values);
        return values;
    }

    public void Fill(Span<float> values)
    {
        if (values.Length < Block)
        {
            Draw(Block).AsSpan(0, values.Length).CopyTo(values);
            return;
        }

        // All uniform numbers are drawn before the first is used.
        FillUniform(values);
        var whole = values.Length / Block * Block;
        for (var start = 0; start < whole; start += Block)
            Transform(values.Slice(start, Block));
        if (whole == values.Length)
            return;

        var tail = values[^Block..];
        FillUniform(tail);
        Transform(tail);
    }

    // 24 bits: what a float holds.
    private void FillUniform(Span<float> values)
    {
        foreach (ref var value in values)
            value = (_random.Next() & 0xff_ffff) / (float)(1 << 24);
    }

    // In doubles and rounded once, so that the last digit of a platform's logarithm and cosine does not show.
    private static void Transform(Span<float> block)
    {
        for (var i = 0; i < Half; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - block[i]));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * block[i + Half]);
            block[i] = (float)(radius * cosine);
            block[i + Half] = (float)(radius * sine);
        }
    }
}
