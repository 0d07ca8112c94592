using System.Diagnostics;
using Holdfast.StableDiffusion.Onnx.Pipeline;

namespace Holdfast.StableDiffusion.Tests.Onnx;

public sealed class OnnxBackendTests
{
    private const string ChildVariable = "HOLDFAST_TESTS_IMAGE_FILE";

    [Fact]
    public async Task A_prompt_becomes_an_image_of_the_size_asked_for()
    {
        await using var tiny = new TinyBackend();
        using var image = Pictures.Open(await tiny.MakeAsync());
        Assert.Equal((64, 128, 3), (image.Width, image.Height, image.Bands));
        Assert.True(image.Deviate() > 5, "The image has one colour");
    }

    [Fact]
    public async Task What_it_is_and_can_do()
    {
        await using var tiny = new TinyBackend();
        var capabilities = await tiny.Backend.ProbeAsync(default);
        Assert.Equal("ONNX Runtime (cpu)", capabilities.Name);
        Assert.Equal(Path.GetFileName(tiny.Path), capabilities.Model);
        Assert.Equal(["euler", "euler_a", "ddim", "lcm"], capabilities.Samplers);
        Assert.True(capabilities.HasProgress && capabilities.HasCancellation);
    }

    [Theory]
    [InlineData("euler")]
    [InlineData("Euler a")]
    [InlineData("ddim")]
    [InlineData("LCM")]
    public async Task The_same_request_gives_the_same_bytes(string sampler)
    {
        await using var tiny = new TinyBackend();
        await using var other = new TinyBackend();
        var first = await tiny.MakeAsync(request => request with { Sampler = sampler });
        Assert.Equal(first, await tiny.MakeAsync(request => request with { Sampler = sampler }));
        Assert.Equal(first, await other.MakeAsync(request => request with { Sampler = sampler }));
    }

    // The test program is started again, with this test alone and a file for its image.
    [Fact]
    public async Task Another_process_gives_the_same_bytes()
    {
        await using var tiny = new TinyBackend();
        var image = await tiny.MakeAsync(request => request with { Sampler = "euler_a" });
        if (Environment.GetEnvironmentVariable(ChildVariable) is { } childFile)
        {
            await File.WriteAllBytesAsync(childFile, image);
            return;
        }

        var file = Path.Combine(tiny.Path, "image.png");
        var program = Path.Combine(AppContext.BaseDirectory, typeof(OnnxBackendTests).Assembly.GetName().Name!);
        var start = new ProcessStartInfo(program)
        {
            ArgumentList = { "--filter-method", $"*.{nameof(Another_process_gives_the_same_bytes)}" },
            Environment = { [ChildVariable] = file },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(File.Exists(file), output);
        Assert.Equal(image, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task Everything_that_is_asked_for_matters()
    {
        await using var tiny = new TinyBackend();
        var initial = Pictures.Gradient(100, 50);
        Func<ImageRequest, ImageRequest>[] changes =
        [
            request => request,
            request => request with { Seed = 43 },
            request => request with { Prompt = "a photo of a dog" },
            request => request with { NegativePrompt = "" },
            request => request with { Guidance = 3 },
            request => request with { Guidance = 1 },
            request => request with { Steps = 5 },
            request => request with { Sampler = "euler_a" },
            request => request with { Sampler = "ddim" },
            request => request with { Sampler = "lcm" },
            request => request with { Width = 128 },
            request => request with { Initial = new(initial, 0.9) },
            request => request with { Initial = new(initial, 0.5) },
            request => request with { Initial = new(initial, 0.5), Seed = 43 },
            request => request with { Initial = new(Pictures.Gradient(50, 100), 0.5) },
        ];
        var images = new HashSet<string>();
        foreach (var (index, change) in changes.Index())
        {
            var image = Convert.ToHexString(await tiny.MakeAsync(change));
            Assert.True(images.Add(image), $"Change {index} changes nothing");
        }

    }

    [Fact]
    public async Task Without_guidance_what_is_not_wanted_does_not_matter()
    {
        await using var tiny = new TinyBackend();
        Assert.Equal(
            await tiny.MakeAsync(request => request with { Guidance = 1 }),
            await tiny.MakeAsync(request => request with { Guidance = 0, NegativePrompt = "" }));
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(1)]
    public async Task An_image_to_start_from_is_stretched_to_the_size_asked_for(double strength)
    {
        await using var tiny = new TinyBackend();
        using var image = Pictures.Open(await tiny.MakeAsync(
            request => request with { Initial = new(Pictures.Gradient(301, 77), strength) }));
        Assert.Equal((64, 128), (image.Width, image.Height));
    }

    [Fact]
    public async Task Progress_grows_to_one()
    {
        await using var tiny = new TinyBackend();
        var reports = new Reports();
        await tiny.MakeAsync(progress: reports);
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1], reports.All.Select(report => report.Fraction));
        Assert.All(reports.All.SkipLast(1), report => Assert.NotNull(report.Remaining));
    }

    [Fact]
    public async Task Requests_that_come_together_are_made_in_turn()
    {
        await using var tiny = new TinyBackend();
        var alone = await tiny.MakeAsync();
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => tiny.MakeAsync()));
        Assert.All(together, image => Assert.Equal(alone, image));
    }

    [Fact]
    public async Task A_cancelled_image_ends_between_steps_and_the_next_one_is_made()
    {
        await using var tiny = new TinyBackend();
        using var cancellation = new CancellationTokenSource();
        var reports = new Reports(_ => cancellation.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => tiny.MakeAsync(progress: reports, cancellationToken: cancellation.Token));
        Assert.Single(reports.All);
        await tiny.MakeAsync();
    }

    // ONNX Runtime looks at the flag before each node.
    [Fact]
    public async Task A_cancelled_image_ends_within_a_step()
    {
        await using var tiny = new TinyBackend();
        using var run = new Microsoft.ML.OnnxRuntime.RunOptions { Terminate = true };
        using var encoder = new TextEncoder(OnnxModel.Load(
            Path.Combine(tiny.Path, "text_encoder/model.onnx"), new() { ModelDirectory = tiny.Path }, default));
        Assert.Throws<OperationCanceledException>(() => encoder.Encode(new([1, 2, 3], 0), run));
        run.Terminate = false;
        Assert.Equal([1, 3, 8], encoder.Encode(new([1, 2, 3], 0), run).Shape);
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_cut_and_the_log_says_so()
    {
        await using var tiny = new TinyBackend();
        await tiny.MakeAsync(request => request with { Prompt = string.Join(' ', Enumerable.Repeat("cat", 80)) });
        Assert.Contains(
            tiny.Log.All, line => line.Contains("5 tokens after the first 75 are dropped", StringComparison.Ordinal));
    }
}
