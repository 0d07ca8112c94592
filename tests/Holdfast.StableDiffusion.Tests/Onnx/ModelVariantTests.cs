using Holdfast.Testing.TinyModels;

namespace Holdfast.StableDiffusion.Tests.Onnx;

/// <summary>What exporters do differently makes no difference.</summary>
public sealed class ModelVariantTests
{
    private static readonly Dictionary<string, TinyModel> _variants = new()
    {
        ["tokens of 32 bits"] = new() { TokenType = OnnxType.Int32 },
        ["timestep as a float"] = new() { TimestepType = OnnxType.Float },
        ["timestep as a list of floats"] = new() { TimestepType = OnnxType.Float, HasTimestepList = true },
        ["timestep as 32 bits"] = new() { TimestepType = OnnxType.Int32 },
        ["batches of one"] = new() { Batch = 1 },
        ["batches of two"] = new() { Batch = 2 },
        ["one size"] = new() { LatentSide = 8 },
        ["numbers in another file"] = new() { HasExternalData = true },
    };

    public static TheoryData<string> Variants => [.. _variants.Keys];

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task The_image_is_the_same(string variant)
    {
        await using var plain = new TinyBackend();
        await using var varied = new TinyBackend(_variants[variant]);
        Assert.Equal(await MakeAsync(plain), await MakeAsync(varied));
    }

    [Fact]
    public async Task With_16_bits_it_is_nearly_the_same()
    {
        await using var plain = new TinyBackend();
        await using var half = new TinyBackend(new() { FloatType = OnnxType.Float16 });
        using var first = Pictures.Open(await MakeAsync(plain));
        using var second = Pictures.Open(await MakeAsync(half));
        using var difference = (first - second).Abs();
        Assert.InRange(difference.Max(), 0, 12);
        Assert.InRange(difference.Avg(), 0, 2);
    }

    [Fact]
    public async Task A_distilled_model_is_told_of_the_guidance()
    {
        await using var tiny = new TinyBackend(new() { HasGuidanceInput = true });
        var image = await MakeAsync(tiny, request => request with { Guidance = 8 });
        Assert.NotEqual(image, await MakeAsync(tiny, request => request with { Guidance = 1.5 }));
        Assert.Equal(image, await MakeAsync(tiny, request => request with { Guidance = 8, NegativePrompt = "" }));
    }

    [Fact]
    public async Task An_encoder_may_give_latents_and_the_log_warns_of_it()
    {
        await using var tiny = new TinyBackend(new() { HasLatentParameters = false });
        await MakeAsync(tiny, request => request with { Initial = new(Pictures.Gradient(64, 64), 0.5) });
        Assert.Contains(tiny.Log.All, line => line.Contains("noise of its own", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_model_s_own_sampler_is_the_default()
    {
        await using var tiny = new TinyBackend(new() { SchedulerConfig = """{"_class_name": "DDIMScheduler"}""" });
        Assert.Equal(await MakeAsync(tiny, request => request with { Sampler = "ddim" }), await MakeAsync(tiny));
    }

    [Fact]
    public async Task A_sampler_that_is_not_here_is_replaced_by_Euler()
    {
        await using var tiny = new TinyBackend(new() { SchedulerConfig = """{"_class_name": "PNDMScheduler"}""" });
        Assert.Equal(await MakeAsync(tiny, request => request with { Sampler = "euler" }), await MakeAsync(tiny));
    }

    private static Task<byte[]> MakeAsync(TinyBackend tiny, Func<ImageRequest, ImageRequest>? change = null) =>
        tiny.MakeAsync(request =>
        {
            var square = request with { Width = 64, Height = 64 };
            return change?.Invoke(square) ?? square;
        });
}
