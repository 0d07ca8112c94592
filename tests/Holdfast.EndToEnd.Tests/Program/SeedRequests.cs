using System.Net;
using System.Text.Json.Nodes;

namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>The requests that the first users know, byte for byte but for the page's address.</summary>
public sealed class SeedRequests
{
    [Theory]
    [InlineData("screenshot-rotate-blur", "user123-wf1", 3)]
    [InlineData("screenshot-blur-rotate-4", "user123-wf6", 6)]
    public async Task A_workflow_runs_once_and_can_be_looked_up(string request, string id, int steps)
    {
        using var data = new TemporaryDirectory();
        await using var page = await LocalPage.StartAsync();
        await using var server = await HoldfastProcess.ServeAsync(data.Path);
        var body = WorkflowClient.Request(request, page.Address);

        using var first = await server.Http.ExecuteAsync(body, id);
        using var second = await server.Http.ExecuteAsync(body, id);
        var status = await server.Http.StatusAsync(id);

        Assert.True(
            first.IsSuccessStatusCode, await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(JsonNode.DeepEquals(await first.BodyAsync(), await second.BodyAsync()));
        Assert.Equal(1, page.Visits);
        Assert.Equal("Finished", (string?)status["status"]);
        Assert.Equal(steps, status["output"]!.AsArray().Count);
        var name = (string?)status["imgName"];
        Assert.Equal(
            Enumerable.Range(0, steps).Select(step => $"{name}-{step}.png"),
            Directory.GetFiles(data.Images).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_definition_without_an_image_source_is_refused()
    {
        using var data = new TemporaryDirectory();
        await using var server = await HoldfastProcess.ServeAsync(data.Path);

        var body = WorkflowClient.Request("no-source", page: "");
        using var response = await server.Http.ExecuteAsync(body, idempotencyKey: null);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var message = (string?)(await response.BodyAsync())["message"];
        Assert.StartsWith("Invalid workflow definition: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_id_has_no_status()
    {
        using var data = new TemporaryDirectory();
        await using var server = await HoldfastProcess.ServeAsync(data.Path);

        var status = await server.Http.StatusAsync("nobody");

        Assert.NotEqual("Finished", status is JsonObject ? (string?)status["status"] : null);
        Assert.Empty(Directory.Exists(data.Images) ? Directory.GetFiles(data.Images) : []);
    }
}
