using System.Text.Json.Nodes;
using Holdfast.Workflows;
using NetVips;

namespace Holdfast.StableDiffusion.Tests.Worker;

/// <summary>The two steps of a workflow, and the worker that makes their images.</summary>
public sealed class StepTests
{
    private static readonly object _beach = new
    {
        service = "stable-diffusion-generator",
        parameters = new { prompt = "A sunny beach", steps = 15 },
    };

    private static readonly object _snow = new
    {
        service = "stable-diffusion-transformer",
        parameters = new { prompt = "Make it snow", steps = 7 },
    };

    [Fact]
    public async Task A_beach_is_generated_and_snow_is_made_of_it()
    {
        await using var studio = await Studio.StartAsync();

        await studio.SendAsync("a", _beach, _snow);
        var end = await studio.EndOfAsync("a");

        Assert.Equal("Finished", (string?)end["status"]);
        var (beach, snow) = (studio.Painter.Requests.First(), studio.Painter.Requests.Last());
        Assert.Equal(
            [
                $"Generated an image of 512×512 from the prompt 'A sunny beach', seed {beach.Seed}",
                $"Transformed the image to 512×512 by the prompt 'Make it snow', seed {snow.Seed}",
            ],
            end["output"]!.AsArray().Select(message => (string?)message));
        Assert.Equal((15, 7.0, "", null), (beach.Steps, beach.Guidance, beach.NegativePrompt, beach.Sampler));
        Assert.Null(beach.Initial);
        var made = await studio.Artifacts.ReadAsync(
            ArtifactReference.Parse($"generated-images/{end["imgName"]}-0.png"), TestContext.Current.CancellationToken);
        Assert.Equal(PixelsOf(made), PixelsOf(snow.Initial!.Content.ToArray()));
        Assert.Equal(0.75, snow.Initial.Strength);
        Assert.Equal(2, studio.Painter.Made);
    }

    [Fact]
    public async Task All_parameters_reach_the_backend()
    {
        await using var studio = await Studio.StartAsync();

        await studio.SendAsync("a", new
        {
            service = "stable-diffusion-generator",
            parameters = new
            {
                prompt = "p",
                steps = 3,
                negativePrompt = "n",
                seed = 4_294_967_295,
                width = 640,
                height = 384,
                guidance = 1.5,
                sampler = "euler_a",
            },
        });
        await studio.EndOfAsync("a");

        var request = studio.Painter.Requests.Single();
        Assert.Equal(
            ("p", 3, "n", 4_294_967_295, 640, 384, 1.5, "euler_a"),
            (request.Prompt, request.Steps, request.NegativePrompt, request.Seed, request.Width, request.Height,
                request.Guidance, request.Sampler));
    }

    [Theory]
    [InlineData("""{"prompt":""}""", "/steps/0/parameters/prompt")]
    [InlineData("""{"steps":5}""", "/steps/0/parameters/prompt")]
    [InlineData("""{"prompt":"p","steps":0}""", "/steps/0/parameters/steps")]
    [InlineData("""{"prompt":"p","seed":-1}""", "/steps/0/parameters/seed")]
    [InlineData("""{"prompt":"p","width":500}""", "'width' must be a multiple of 8, such as 496")]
    [InlineData("""{"prompt":"p","height":4096}""", "/steps/0/parameters/height")]
    [InlineData("""{"prompt":"p","sampler":""}""", "/steps/0/parameters/sampler")]
    [InlineData("""{"prompt":"p","path":"/etc/passwd"}""", "/steps/0/parameters/path")]
    public async Task Bad_parameters_are_refused_before_anything_runs(string parameters, string said)
    {
        await using var studio = await Studio.StartAsync();

        await studio.SendAsync(
            "a", new { service = "stable-diffusion-generator", parameters = JsonNode.Parse(parameters) });
        var answer = await Eventually.ValueAsync(async () =>
            (await studio.ServerQueries.ListAsync(new() { Service = "workflow-executor" }))
                .Items.SingleOrDefault(invocation => invocation.Status == InvocationStatus.Completed));

        Assert.Equal(400, answer.FailureCode);
        Assert.Contains(said, answer.LastFailure, StringComparison.Ordinal);
        Assert.Empty(studio.Painter.Requests);
    }

    [Fact]
    public async Task The_status_tells_how_far_the_image_is()
    {
        await using var studio = await Studio.StartAsync();
        studio.Painter.Hold();
        await studio.SendAsync("a", _beach);
        var first = await studio.UntilAsync("a", status => NoteOf(status) == "generates the image");
        await studio.SendAsync("b", _beach);
        await studio.UntilAsync("b", status => NoteOf(status) == "waits for its turn");
        await studio.SendAsync("c", _beach);
        var third = await studio.UntilAsync("c", status => NoteOf(status) == "waits behind 1 other image");

        Assert.Equal(0.25, (double?)first["currentStep"]!["progress"]!["fraction"]);
        Assert.Equal(3_000, (long?)first["currentStep"]!["progress"]!["remainingMs"]);
        Assert.Equal(0, (double?)third["currentStep"]!["progress"]!["fraction"]);
        var fromService = await studio.StatusByServiceAsync("a");
        Assert.Equal(0.25, (double?)fromService["currentStep"]!["progress"]!["fraction"]);
        studio.Painter.Release();
        await studio.EndOfAsync("a");
        await studio.EndOfAsync("c");
    }

    [Fact]
    public async Task A_step_has_taken_as_long_as_its_image()
    {
        await using var studio = await Studio.StartAsync();
        studio.Painter.Hold();
        await studio.SendAsync("a", _beach);
        await studio.UntilAsync("a", status => NoteOf(status) == "generates the image");

        studio.Time.Advance(TimeSpan.FromSeconds(7));
        studio.Painter.Release();
        var end = await studio.EndOfAsync("a");

        Assert.Equal(7_000, (long?)end["steps"]![0]!["durationMs"]);
    }

    private static string? NoteOf(JsonNode status) => (string?)status["currentStep"]?["progress"]?["note"];

    private static byte[] PixelsOf(byte[] file)
    {
        using var image = Image.NewFromBuffer(file);
        return image.WriteToMemory<byte>();
    }
}
