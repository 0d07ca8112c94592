using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.EndToEnd.Tests.Program;

namespace Holdfast.EndToEnd.Tests.Restate;

/// <summary>
/// The first users' way: Restate Server, four processes, Restate's command line, requests to the ingress.
/// </summary>
public sealed class SeedOnRestate
{
    [Fact]
    public async Task Their_requests_get_what_they_always_got()
    {
        await using var page = await LocalPage.StartAsync();
        await using var four = await FourProcesses.StartAsync();
        page.Close();
        var body = WorkflowClient.Request("screenshot-rotate-blur", page.Address);

        var waiting = four.Http.ExecuteAsync(body, "user123-wf1");
        await page.VisitedAsync();
        var underWay = await four.Http.StatusAsync("user123-wf1");
        page.Open();
        using var first = await waiting;
        using var second = await four.Http.ExecuteAsync(body, "user123-wf1");
        var status = await four.Http.StatusAsync("user123-wf1");

        Assert.Equal("Processing", (string?)underWay["status"]);
        Assert.Equal("puppeteer-service", (string?)underWay["currentStep"]!["service"]);
        Assert.True(first.IsSuccessStatusCode, $"{await first.BodyAsync()}\n{four.Output}");
        Assert.True(JsonNode.DeepEquals(await first.BodyAsync(), await second.BodyAsync()));
        Assert.Equal("Finished", (string?)status["status"]);
        Assert.Equal(3, Directory.GetFiles(four.Data.Images).Length);
        Assert.Equal(1, page.Visits);

        using var longer = await four.Http.ExecuteAsync(
            WorkflowClient.Request("screenshot-blur-rotate-4", page.Address), "user123-wf6");
        Assert.Equal(6, (await longer.BodyAsync())["output"]!.AsArray().Count);

        await AssertRefusedAsync(four.Http, WorkflowClient.Request("no-source", page: ""), "no image source");
        await AssertRefusedAsync(
            four.Http,
            Definition(
                "user123-wf3",
                new { service = "stable-diffusion-generator", parameters = new { prompt = "A" } }),
            "no Stable Diffusion backend is configured");
        Assert.Equal("Not started", (string?)(await four.Http.StatusAsync("nobody"))["status"]);
    }

    [Fact]
    public async Task A_step_process_that_is_killed_in_the_middle_delays_a_workflow_and_repeats_nothing()
    {
        await using var page = await LocalPage.StartAsync();
        await using var four = await FourProcesses.StartAsync();
        object[] steps =
        [
            new { service = "puppeteer-service", parameters = new { url = page.Address } },
            .. Enumerable.Repeat(new { service = "rotate-img-service", parameters = new { angle = 90 } }, 12),
        ];
        var body = Definition("killed", steps);
        using var sent = await four.Http.ExecuteAsync(body, "killed", "/send");
        var finished = 0;
        await Eventually.TrueAsync(
            async () => (finished = await four.Http.FinishedStepsAsync("killed")) >= 3, () => four.Output);

        await four.KillAsync("transformers");
        var recorded = Images(four.Data)[..finished].Select(File.GetLastWriteTimeUtc).ToList();
        await four.StartAsync("transformers");
        using var answer = await four.Http.ExecuteAsync(body, "killed");

        Assert.True(answer.IsSuccessStatusCode, $"{await answer.BodyAsync()}\n{four.Output}");
        Assert.Equal(13, (await answer.BodyAsync())["output"]!.AsArray().Count);
        Assert.Equal(13, Images(four.Data).Length);
        Assert.Equal(recorded, Images(four.Data)[..finished].Select(File.GetLastWriteTimeUtc));
        Assert.Equal(1, page.Visits);
        var runs = await four.Restate.QueryAsync(
            "SELECT id FROM sys_invocation WHERE target_service_name = 'workflow-run' AND target_handler_name = 'run'");
        Assert.Single(runs);
    }

    private static async Task AssertRefusedAsync(HttpClient http, string body, string reason)
    {
        using var response = await http.ExecuteAsync(body, idempotencyKey: null);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, (string?)(await response.BodyAsync())["message"], StringComparison.Ordinal);
    }

    private static string Definition(string id, params object[] steps) =>
        JsonSerializer.Serialize(new { request = JsonSerializer.Serialize(new { id, steps }) });

    private static string[] Images(TemporaryDirectory data) =>
        [.. Directory.GetFiles(data.Images, "*.png").OrderBy(image => int.Parse(
            Path.GetFileNameWithoutExtension(image).Split('-')[^1],
            System.Globalization.CultureInfo.InvariantCulture))];
}
