using System.Diagnostics;
using Holdfast.StableDiffusion.Onnx;
using Holdfast.StableDiffusion.Onnx.Tokenizer;

namespace Holdfast.StableDiffusion.Tests.Onnx;

/// <summary>
/// What only a model with real weights can show. They are too large to come with the tests: the environment variable
/// <c>HOLDFAST_TESTS_MODEL</c> names the directory of one, and <c>HOLDFAST_TESTS_PICTURES</c> where its images go.
/// </summary>
public sealed class RealModelTests
{
    private static readonly string? _model = Environment.GetEnvironmentVariable("HOLDFAST_TESTS_MODEL");
    private static readonly string? _pictures = Environment.GetEnvironmentVariable("HOLDFAST_TESTS_PICTURES");

    // As published with CLIP's tokenizers.
    [Theory]
    [InlineData("a photo of a cat", "320,1125,539,320,2368")]
    [InlineData("a photo of a dog", "320,1125,539,320,1929")]
    [InlineData(
        "a photo of an astronaut riding a horse on mars", "320,1125,539,550,18376,6765,320,4558,525,7496")]
    [InlineData(
        "Apple CoreML developer tools on a Macbook Air are fast",
        "3055,19622,5780,10929,5771,525,320,20617,1922,631,1953")]
    public void The_tokens_are_those_of_Clip(string text, string expected)
    {
        Assert.SkipWhen(_model is null, "HOLDFAST_TESTS_MODEL names no model");
        var tokens = ClipTokenizer.Read(Path.Combine(_model!, "tokenizer")).Encode(text).Tokens;
        Assert.Equal(49406, tokens[0]);
        Assert.Equal(expected, string.Join(',', tokens.Skip(1).TakeWhile(token => token != 49407)));
    }

    [Theory]
    [InlineData("euler", 0)]
    [InlineData("euler_a", 0)]
    [InlineData("ddim", 0)]
    [InlineData("euler", 0.6)]
    public async Task An_image_is_made_twice_the_same(string sampler, double strength)
    {
        Assert.SkipWhen(_model is null || _pictures is null, "HOLDFAST_TESTS_… name no model or pictures");
        await using var backend = new OnnxBackend(new() { ModelDirectory = _model! });
        var request = TinyBackend.Request with
        {
            Prompt = "a photo of an astronaut riding a horse on mars",
            NegativePrompt = "",
            Sampler = sampler,
            Steps = 20,
            Width = 512,
            Height = 512,
            Initial = strength > 0 ? new(Pictures.Gradient(512, 512), strength) : null,
        };
        var clock = Stopwatch.StartNew();
        var image = await backend.MakeAsync(request, new Reports(), default);
        Directory.CreateDirectory(_pictures!);
        await File.WriteAllBytesAsync(Path.Combine(_pictures!, $"{sampler}-{strength * 100}.png"), image);
        TestContext.Current.SendDiagnosticMessage($"{sampler}, strength {strength}: {clock.Elapsed}");
        Assert.Equal(image, await backend.MakeAsync(request, new Reports(), default));
    }
}
