using Holdfast.StableDiffusion.Onnx.Noise;

namespace Holdfast.StableDiffusion.Tests.Onnx;

public sealed class GaussianNoiseTests
{
    [Fact]
    public void The_generator_is_the_published_one()
    {
        // The value that the C++ standard requires of std::mt19937 with its default seed.
        var random = new MersenneTwister(5489);
        for (var i = 1; i < 10_000; i++)
            random.Next();
        Assert.Equal(4_123_659_995u, random.Next());
    }

    [Fact]
    public void A_seed_gives_the_noise_that_it_gives_in_PyTorch()
    {
        // torch.manual_seed(0); torch.randn(...) as widely printed.
        float[] published = [-1.1258f, -1.1524f, -0.2506f, -0.4339f];
        var noise = new GaussianNoise(0).Draw(64);
        Assert.All(published.Zip(noise), pair => Assert.Equal(pair.First, pair.Second, 0.0001f));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(16_384)]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others(int count)
    {
        Assert.Equal(new GaussianNoise(7).Draw(count), new GaussianNoise(7).Draw(count));
        Assert.NotEqual(new GaussianNoise(7).Draw(count), new GaussianNoise(8).Draw(count));
    }

    [Fact]
    public void It_is_normally_distributed()
    {
        var noise = new GaussianNoise(4_294_967_295).Draw(1_000_004);
        Assert.InRange(noise.Average(), -0.005, 0.005);
        Assert.InRange(noise.Average(value => value * value), 0.99, 1.01);
        Assert.InRange(noise.Count(value => Math.Abs(value) > 2) / (double)noise.Length, 0.0445, 0.0465);
    }

    [Fact]
    public void The_next_draw_is_independent_of_the_last()
    {
        var noise = new GaussianNoise(3);
        var (first, second) = (noise.Draw(100_000), noise.Draw(100_000));
        Assert.InRange(first.Zip(second).Average(pair => pair.First * pair.Second), -0.02, 0.02);
    }
}
