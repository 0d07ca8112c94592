using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>kill -9 in the middle of a workflow: it goes on, and nothing that was recorded is done again.</summary>
public sealed class Crashes
{
    private const string Id = "crash";

    [Fact]
    public async Task Before_the_first_step_is_done()
    {
        using var data = new TemporaryDirectory();
        await using var page = await LocalPage.StartAsync();
        page.Close();
        await using (var server = await HoldfastProcess.ServeAsync(data.Path))
        {
            using var sent = await server.Http.ExecuteAsync(LongWorkflow(page, 2), Id, "/send");
            Assert.True(sent.IsSuccessStatusCode);
            await page.VisitedAsync();
            await server.KillAsync();
        }

        page.Open();
        await AssertFinishesAsync(data, page, 2, recorded: []);
    }

    [Fact]
    public async Task Right_after_it_was_accepted()
    {
        using var data = new TemporaryDirectory();
        await using var page = await LocalPage.StartAsync();
        await using (var server = await HoldfastProcess.ServeAsync(data.Path))
        {
            using var sent = await server.Http.ExecuteAsync(LongWorkflow(page, 2), Id, "/send");
            Assert.True(sent.IsSuccessStatusCode);
            await server.KillAsync();
        }

        await AssertFinishesAsync(data, page, 2, recorded: []);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task After_some_steps(int steps)
    {
        using var data = new TemporaryDirectory();
        await using var page = await LocalPage.StartAsync();
        DateTime[] recorded;
        await using (var server = await HoldfastProcess.ServeAsync(data.Path))
        {
            using var sent = await server.Http.ExecuteAsync(LongWorkflow(page, 12), Id, "/send");
            Assert.True(sent.IsSuccessStatusCode);
            var finished = 0;
            await Eventually.TrueAsync(
                async () => (finished = await server.Http.FinishedStepsAsync(Id)) >= steps, () => server.Output);
            await server.KillAsync();
            recorded = [.. Images(data)[..finished].Select(File.GetLastWriteTimeUtc)];
        }

        await AssertFinishesAsync(data, page, 12, recorded);
        Assert.Equal(1, page.Visits);
    }

    private static async Task AssertFinishesAsync(
        TemporaryDirectory data, LocalPage page, int transformers, DateTime[] recorded)
    {
        await using var server = await HoldfastProcess.ServeAsync(data.Path);

        // The same request attaches to the one workflow, wherever it stands.
        using var result = await server.Http.ExecuteAsync(LongWorkflow(page, transformers), Id);
        using var again = await server.Http.ExecuteAsync(LongWorkflow(page, transformers), Id);

        var answer = await result.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccessStatusCode, $"{answer}\n{server.Output}");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answer), await again.BodyAsync()));
        Assert.Equal("Finished", (string?)(await server.Http.StatusAsync(Id))["status"]);
        var images = Images(data);
        Assert.Equal(transformers + 1, images.Length);
        Assert.Equal(recorded, images[..recorded.Length].Select(File.GetLastWriteTimeUtc));
    }

    /// <summary>The images in the order of their steps. There is one workflow only.</summary>
    private static string[] Images(TemporaryDirectory data) =>
        [.. Directory.GetFiles(data.Images, "*.png").OrderBy(StepOf)];

    private static int StepOf(string image) =>
        int.Parse(
            Path.GetFileNameWithoutExtension(image).Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static string LongWorkflow(LocalPage page, int transformers)
    {
        object[] steps =
        [
            new { service = "puppeteer-service", parameters = new { url = page.Address } },
            .. Enumerable.Repeat(new { service = "rotate-img-service", parameters = new { angle = 90 } }, transformers),
        ];
        return JsonSerializer.Serialize(new { request = JsonSerializer.Serialize(new { id = Id, steps }) });
    }
}
