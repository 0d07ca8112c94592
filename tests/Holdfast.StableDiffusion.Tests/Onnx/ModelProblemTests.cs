using Holdfast.StableDiffusion.Onnx;
using Holdfast.StableDiffusion.Onnx.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.StableDiffusion.Tests.Onnx;

public sealed class ModelProblemTests
{
    [Theory]
    [InlineData("model_index.json")]
    [InlineData("scheduler/scheduler_config.json")]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("tokenizer/merges.txt")]
    [InlineData("text_encoder/model.onnx")]
    [InlineData("unet/model.onnx")]
    [InlineData("vae_decoder/model.onnx")]
    public async Task A_file_that_is_missing_is_named(string file)
    {
        await using var tiny = new TinyBackend();
        File.Delete(Path.Combine(tiny.Path, file));
        await AssertUnavailableAsync(tiny, file);
    }

    [Theory]
    [InlineData("unet/model.onnx", "unet/model.onnx cannot be loaded")]
    [InlineData("vae_decoder/config.json", "vae_decoder/config.json is no JSON")]
    public async Task A_file_that_is_damaged_is_named(string file, string problem)
    {
        await using var tiny = new TinyBackend();
        await File.WriteAllTextAsync(Path.Combine(tiny.Path, file), "damaged");
        await AssertUnavailableAsync(tiny, problem);
    }

    [Theory]
    [InlineData("text_encoder_2", "Stable Diffusion XL")]
    [InlineData("transformer", "Stable Diffusion 3")]
    public async Task A_model_of_another_kind_is_refused(string component, string kind)
    {
        await using var tiny = new TinyBackend();
        await File.WriteAllTextAsync(
            Path.Combine(tiny.Path, "model_index.json"), $$"""{"{{component}}": ["diffusers", "X"]}""");
        await AssertUnavailableAsync(tiny, kind);
    }

    // Names in the index are never followed: the tiny model is run as it is.
    [Fact]
    public async Task An_index_leads_nowhere_else()
    {
        await using var tiny = new TinyBackend();
        await File.WriteAllTextAsync(
            Path.Combine(tiny.Path, "model_index.json"),
            """{"unet": ["../../secret", "/etc/passwd"], "../evil": ["a", "b"], "text_encoder_2": [null, null]}""");
        await tiny.MakeAsync();
    }

    [Fact]
    public async Task A_model_for_inpainting_is_refused()
    {
        await using var tiny = new TinyBackend();
        await File.WriteAllTextAsync(Path.Combine(tiny.Path, "unet/config.json"), """{"in_channels": 9}""");
        await AssertUnavailableAsync(tiny, "inpainting");
    }

    [Fact]
    public async Task Weights_for_PyTorch_need_an_export()
    {
        await using var tiny = new TinyBackend();
        File.Move(
            Path.Combine(tiny.Path, "unet/model.onnx"),
            Path.Combine(tiny.Path, "unet/diffusion_pytorch_model.safetensors"));
        await AssertUnavailableAsync(tiny, "Export it to ONNX");
    }

    [Fact]
    public async Task A_model_that_is_not_there_says_how_to_get_one()
    {
        await using var tiny = new TinyBackend(change: options => options with { ModelDirectory = "none/there" });
        await AssertUnavailableAsync(tiny, "./holdfast models pull");
        await Assert.ThrowsAsync<BackendUnavailableException>(() => tiny.Backend.ProbeAsync(default));
    }

    [Fact]
    public async Task Without_an_encoder_only_prompts_are_possible()
    {
        await using var tiny = new TinyBackend(new() { HasEncoder = false });
        await tiny.MakeAsync();
        var error = await Assert.ThrowsAsync<TerminalException>(() => tiny.MakeAsync(
            request => request with { Initial = new(Pictures.Gradient(8, 8), 1) }));
        Assert.Contains("vae_encoder/model.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_is_not_there_is_named()
    {
        await using var tiny = new TinyBackend(change: options => options with { Provider = OnnxProvider.DirectMl });
        await AssertUnavailableAsync(tiny, "DmlExecutionProvider");
    }

    [Fact]
    public async Task A_model_for_one_size_says_so()
    {
        await using var tiny = new TinyBackend(new() { LatentSide = 16 });
        await AssertBadRequestAsync(tiny, request => request, "16");
    }

    [Fact]
    public async Task Limits()
    {
        await using var tiny = new TinyBackend(change: options => options with
        {
            MaxPixels = 64 * 128,
            MaxPromptCharacters = 20,
        });
        await tiny.MakeAsync();
        await AssertBadRequestAsync(tiny, request => request with { Width = 72 }, "8,192 pixels");
        await AssertBadRequestAsync(tiny, request => request with { Width = 60 }, "multiples of 8");
        await AssertBadRequestAsync(tiny, request => request with { Width = 0 }, "multiples of 8");
        await AssertBadRequestAsync(tiny, request => request with { Prompt = new('a', 21) }, "21 characters");
        await AssertBadRequestAsync(tiny, request => request with { NegativePrompt = new('a', 21) }, "21 characters");
        await AssertBadRequestAsync(tiny, request => request with { Seed = -1 }, "seed");
        await AssertBadRequestAsync(tiny, request => request with { Seed = 1L << 32 }, "seed");
        await AssertBadRequestAsync(tiny, request => request with { Steps = 0 }, "steps");
        await AssertBadRequestAsync(tiny, request => request with { Steps = 1001 }, "steps");
        await AssertBadRequestAsync(tiny, request => request with { Guidance = double.NaN }, "guidance");
        await AssertBadRequestAsync(tiny, request => request with { Sampler = "dpm" }, "euler, euler_a, ddim, lcm");
        await AssertBadRequestAsync(tiny, request => request with { Initial = new(new byte[4], 0) }, "strength");
        await AssertBadRequestAsync(tiny, request => request with { Initial = new(new byte[4], 1) }, "not an image");
    }

    [Fact]
    public void What_is_no_number_is_no_image()
    {
        var tensor = new FloatTensor([.. Enumerable.Repeat(0f, 11), float.NaN], [1, 3, 2, 2]);
        Assert.Contains("32 bits", Assert.Throws<TerminalException>(() => PixelTensor.ToImage(tensor)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_is_given_back_when_there_is_no_work()
    {
        var time = new FakeTimeProvider();
        await using var tiny = new TinyBackend(
            change: options => options with { UnloadAfter = TimeSpan.FromMinutes(5) }, time: time);
        var image = await tiny.MakeAsync();
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(1, Loaded());
        await tiny.MakeAsync();
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.DoesNotContain(tiny.Log.All, line => line.StartsWith("Unloaded", StringComparison.Ordinal));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains(tiny.Log.All, line => line.StartsWith("Unloaded", StringComparison.Ordinal));
        Assert.Equal(image, await tiny.MakeAsync());
        Assert.Equal(2, Loaded());

        int Loaded() => tiny.Log.All.Count(line => line.StartsWith("Loaded", StringComparison.Ordinal));
    }

    private static async Task AssertUnavailableAsync(TinyBackend tiny, string named)
    {
        var error = await Assert.ThrowsAsync<BackendUnavailableException>(() => tiny.MakeAsync());
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static async Task AssertBadRequestAsync(
        TinyBackend tiny, Func<ImageRequest, ImageRequest> change, string named)
    {
        var error = await Assert.ThrowsAsync<TerminalException>(() => tiny.MakeAsync(change));
        Assert.Equal(ErrorCode.BadRequest, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
