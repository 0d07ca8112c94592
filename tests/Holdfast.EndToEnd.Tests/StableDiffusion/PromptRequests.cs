using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Testing.StableDiffusionServers;
using Holdfast.Testing.TinyModels;

namespace Holdfast.EndToEnd.Tests.StableDiffusion;

/// <summary>The first users' requests with prompts, as they sent them, on the real program.</summary>
public sealed class PromptRequests
{
    /// <summary>Request, its workflow's id, images that it makes, and how many of them from prompts.</summary>
    public static TheoryData<string, string, int, int> Requests { get; } = new()
    {
        { "screenshot-transform-rotate-blur", "user123-wf2", 4, 1 },
        { "generate-rotate-blur", "user123-wf3", 3, 1 },
        { "generate-transform-1", "user123-wf4", 4, 2 },
        { "generate-transform-15", "user123-wf5", 4, 2 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task At_a_server_of_AUTOMATIC1111(string request, string id, int images, int fromPrompts)
    {
        using var data = new TemporaryDirectory();
        await using var page = await LocalPage.StartAsync();
        await using var webui = await Automatic1111Server.StartAsync();
        await using var server = await HoldfastProcess.ServeAsync(
            data.Path, "--stable-diffusion-url", webui.Address.ToString());

        await AssertFinishesAsync(server, WorkflowClient.Request(request, page.Address), id);

        Assert.Equal(images, Directory.GetFiles(data.Images).Length);
        Assert.Equal(fromPrompts, webui.ImagesMade);
    }

    [Fact]
    public async Task At_a_server_of_stable_diffusion_cpp()
    {
        using var data = new TemporaryDirectory();
        await using var native = await StableDiffusionCppServer.StartAsync();
        await using var server = await HoldfastProcess.ServeAsync(
            data.Path, "--stable-diffusion-url", native.Address.ToString());

        await AssertFinishesAsync(server, WorkflowClient.Request("generate-transform-1", page: ""), "user123-wf4");

        Assert.Equal(4, Directory.GetFiles(data.Images).Length);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task In_the_process_with_a_model_and_nothing_else(
        string request, string id, int images, int fromPrompts)
    {
        using var data = new TemporaryDirectory();
        var model = Path.Combine(data.Path, "model");
        new TinyModel().Save(model);
        await using var page = await LocalPage.StartAsync();
        await using var server = await HoldfastProcess.ServeAsync(data.Path, "--stable-diffusion-model", model);

        await AssertFinishesAsync(server, WorkflowClient.Request(request, page.Address), id);

        Assert.Equal(images, Directory.GetFiles(data.Images).Length);
        var output = (await server.Http.StatusAsync(id))["output"]!.AsArray();
        Assert.Equal(fromPrompts, output.Count(message => ((string?)message)!.Contains(", seed ")));
    }

    [Fact]
    public async Task The_same_seed_is_the_same_image_also_in_another_process()
    {
        using var data = new TemporaryDirectory();
        var model = Path.Combine(data.Path, "model");
        new TinyModel().Save(model);
        var images = new List<byte[]>();
        foreach (var id in new[] { "first", "second" })
        {
            await using var server = await HoldfastProcess.ServeAsync(data.Path, "--stable-diffusion-model", model);
            object[] steps =
            [
                new { service = "stable-diffusion-generator", parameters = new { prompt = "A beach", seed = 42 } },
            ];
            var body = JsonSerializer.Serialize(new { request = JsonSerializer.Serialize(new { id, steps }) });
            await AssertFinishesAsync(server, body, id);
            images.Add(await server.Http.GetByteArrayAsync(
                new Uri($"/workflows/{id}/image", UriKind.Relative), TestContext.Current.CancellationToken));
        }

        Assert.Equal(images[0], images[1]);
    }

    [Fact]
    public async Task A_worker_does_not_listen_to_others_unless_that_is_said()
    {
        var (exitCode, output) = await HoldfastProcess.RunAsync(
            "worker", "stable-diffusion", "--bind", "0.0.0.0", "--stable-diffusion-url", "http://localhost:7860");

        Assert.Equal(2, exitCode);
        Assert.Contains("--allow-anonymous", output, StringComparison.Ordinal);
    }

    private static async Task AssertFinishesAsync(HoldfastProcess server, string body, string id)
    {
        using var answer = await server.Http.ExecuteAsync(body, id);
        using var again = await server.Http.ExecuteAsync(body, id);

        var result = await answer.BodyAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{result}\n{server.Output}");
        Assert.True(JsonNode.DeepEquals(result, await again.BodyAsync()));
        Assert.Equal("Finished", (string?)(await server.Http.StatusAsync(id))["status"]);
    }
}
