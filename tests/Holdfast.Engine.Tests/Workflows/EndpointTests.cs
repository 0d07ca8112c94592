using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Holdfast.Workflows;

namespace Holdfast.Engine.Tests.Workflows;

public sealed class EndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workflows_are_listed_newest_first_and_page_by_page()
    {
        await using var host = await WorkflowHost.StartAsync();
        foreach (var id in new[] { "a", "b", "c" })
            await host.ExecuteAsync(Definitions.Three(id));

        var (_, first) = await host.GetAsync("/workflows?limit=2");
        var (_, second) = await host.GetAsync($"/workflows?limit=2&cursor={first["next"]}");

        Assert.Equal(["c", "b"], IdsOf(first));
        Assert.Equal(["a"], IdsOf(second));
        Assert.Null(second["next"]);
        Assert.All(first["workflows"]!.AsArray(), workflow => Assert.Equal("Finished", (string?)workflow!["status"]));
    }

    [Fact]
    public async Task Workflows_are_listed_by_status()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.ExecuteAsync(Definitions.Three("good"));
        host.Workshop.Fails("blur-img-service", new TerminalException("no", 422));
        await host.ExecuteAsync(Definitions.Three("bad"));
        var (arrived, gate) = host.Workshop.HoldUp("blur-img-service");
        var execution = host.ExecuteAsync(Definitions.Three("slow"));
        await arrived;

        Assert.Equal(["good"], IdsOf((await host.GetAsync("/workflows?status=finished")).Body));
        Assert.Equal(["bad"], IdsOf((await host.GetAsync("/workflows?status=Failed")).Body));
        Assert.Equal(["slow"], IdsOf((await host.GetAsync("/workflows?status=Processing")).Body));
        Assert.Equal(["slow", "bad", "good"], IdsOf((await host.GetAsync("/workflows")).Body));
        gate.SetResult();
        await execution;
    }

    [Fact]
    public async Task A_success_that_was_retried_is_no_failure()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Workshop.Before(
            "blur-img-service", (visit, _) => visit < 3 ? throw new IOException("later") : Task.CompletedTask);
        var execution = host.ExecuteAsync(Definitions.Three("a"));
        await host.UntilAsync("a", status => (string?)status["status"] == "Finished", TimeSpan.FromSeconds(1));
        await execution;

        Assert.Equal(["a"], IdsOf((await host.GetAsync("/workflows?status=Finished")).Body));
    }

    [Theory]
    [InlineData("?status=Done", "'Done' is no status; there are Not started, Processing, Finished, Failed.")]
    [InlineData("?limit=0", "'0' is no limit; give a number from 1 to 1000.")]
    [InlineData("?limit=x", "'x' is no limit; give a number from 1 to 1000.")]
    public async Task A_listing_that_makes_no_sense_is_refused(string query, string said)
    {
        await using var host = await WorkflowHost.StartAsync();

        var (code, refusal) = await host.GetAsync("/workflows" + query);

        Assert.Equal((HttpStatusCode.BadRequest, said), (code, (string?)refusal["message"]));
    }

    [Fact]
    public async Task Images_of_steps_are_served_with_their_type_and_a_tag()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.ExecuteAsync(Definitions.Three("a"));

        using var first = await host.Http.GetAsync(new Uri("/workflows/a/steps/0/image", UriKind.Relative), Token);
        using var final = await host.Http.GetAsync(new Uri("/workflows/a/image", UriKind.Relative), Token);

        Assert.Equal("page https://example.com", Painting.TextOf(await first.Content.ReadAsByteArrayAsync(Token)));
        Assert.Equal("image/png", first.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", first.Headers.GetValues("x-content-type-options").Single());
        Assert.Equal(
            "page https://example.com, rotated 90, blurred 5",
            Painting.TextOf(await final.Content.ReadAsByteArrayAsync(Token)));

        using var again = new HttpRequestMessage(HttpMethod.Get, "/workflows/a/image");
        again.Headers.IfNoneMatch.Add(final.Headers.ETag!);
        using var unchanged = await host.Http.SendAsync(again, Token);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task Images_that_are_not_there_yet_are_explained()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Workshop.Fails("rotate-img-service", new TerminalException("no", 422));
        await host.ExecuteAsync(Definitions.Three("a"));

        Assert.Equal("The workflow 'a' has no final image: it is 'Failed'.", await RefusalAsync("/workflows/a/image"));
        Assert.Equal(
            "Step 2 of 'a' has no image: it is 'Not started'.", await RefusalAsync("/workflows/a/steps/2/image"));
        Assert.Equal(
            "The workflow 'a' has no step 3; steps count from 0 to 2.",
            await RefusalAsync("/workflows/a/steps/3/image"));
        Assert.Equal("There is no artifact 'generated-images/x.png'.", await RefusalAsync("/generated-images/x.png"));
        Assert.StartsWith(
            "'..%2fx' names no image", (await RefusalAsync("/generated-images/..%2fx")).Replace("/", "%2f"));

        async Task<string> RefusalAsync(string path)
        {
            var (code, refusal) = await host.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, code);
            return (string)refusal["message"]!;
        }
    }

    [Theory]
    [InlineData("photo.png", 16, true, 201, "uploads/photo.png")]
    [InlineData("photo.png", 100, true, 413, "larger than 64 bytes")]
    [InlineData("photo.png", 16, false, 415, "is no image: send PNG, JPEG")]
    [InlineData(".hidden", 16, true, 400, "'.hidden' cannot name an upload")]
    public async Task Uploads_are_images_of_bounded_size_under_plain_names(
        string name, int size, bool image, int code, string said)
    {
        await using var host = await WorkflowHost.StartAsync(new WorkflowOptions { MaxUploadBytes = 64 });
        var content = image ? Painting.Of(new string('x', size - 8)) : new byte[size];

        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/artifacts/{name}");
            request.Content = new ByteArrayContent(content);
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await host.Http.SendAsync(request, Token);
            Assert.Equal(code, (int)response.StatusCode);
            Assert.Contains(said, (await response.Content.ReadAsStringAsync(Token)).Replace("\\u0027", "'"));
        }
    }

    [Fact]
    public async Task An_upload_answers_what_to_write_into_a_definition()
    {
        await using var host = await WorkflowHost.StartAsync();
        using var content = new ByteArrayContent(Painting.Of("mine"));
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");

        using var response = await host.Http.PutAsync(new Uri("/artifacts/mine", UriKind.Relative), content, Token);

        Assert.Equal(
            """{"imgInputPath":"uploads/mine","contentType":"image/png","bytes":12}""",
            await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task The_catalogue_is_published_as_a_list_and_as_a_schema()
    {
        await using var host = await WorkflowHost.StartAsync();

        var (_, list) = await host.GetAsync("/workflows/steps");
        var schema = JsonNode.Parse(
            await host.Http.GetStringAsync(new Uri("/workflows/schema", UriKind.Relative), Token))!;

        Assert.Equal(
            """
            {"service":"rotate-img-service","role":"Transformer","determinism":"Deterministic",
            "summary":"Turns the image.","available":true,"parameters":{"type":"object","properties":
            {"angle":{"type":"integer","format":"int32",
            "minimum":-360,"maximum":360}},"required":["angle"],"additionalProperties":false}}
            """.ReplaceLineEndings(""),
            list["steps"]![1]!.ToJsonString());
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.NotNull(schema["$defs"]!["rotate-img-service"]);
    }

    private static IEnumerable<string?> IdsOf(JsonNode page) =>
        page["workflows"]!.AsArray().Select(workflow => (string?)workflow!["id"]);
}
