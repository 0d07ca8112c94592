using System.Net;

namespace Holdfast.Engine.Tests.Workflows;

/// <summary>A definition with mistakes is answered at once, is never retried, and leaves no workflow behind.</summary>
public sealed class RefusingTests
{
    public static TheoryData<string, string> Mistakes { get; } = new()
    {
        { Definitions.SeedInvalid, "/steps/0: no image source" },
        { "not json", "the body is not valid JSON" },
        { """{"request":"{"}""", "the text in 'request' is not valid JSON" },
        { """{"id":"invalid","steps":[]}""", "/steps: there are no steps" },
        { """{"id":"invalid"}""", "/steps: the steps are missing" },
        {
            """{"id":"invalid","steps":[{"service":"unknown-service"}]}""",
            "/steps/0/service: unknown service 'unknown-service'; known are"
        },
        {
            """{"id":"invalid","steps":[{"service":"blur-img-service","imgInputPath":"/etc/passwd"}]}""",
            "/steps/0/imgInputPath: does not name an artifact: it is an absolute path"
        },
        {
            """{"id":"invalid","steps":[{"service":"blur-img-service","imgInputPath":"uploads/none.png"}]}""",
            "/steps/0/imgInputPath: there is no artifact 'uploads/none.png'; upload it with PUT /artifacts/<name>"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task It_says_what_is_wrong(string body, string said)
    {
        await using var host = await WorkflowHost.StartAsync();

        var (code, refusal) = await host.ExecuteAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Equal(400, (int?)refusal["code"]);
        Assert.StartsWith("Invalid workflow definition: " + said, (string?)refusal["message"]);
        Assert.Empty((await host.GetAsync("/workflows")).Body["workflows"]!.AsArray());
        var execute = Assert.Single(
            (await host.Queries.ListAsync(new InvocationQuery { Service = "workflow-executor" })).Items);
        Assert.Equal((InvocationStatus.Completed, 0), (execute.Status, execute.RetryCount));
    }

    [Fact]
    public async Task Tools_get_each_mistake_by_its_place()
    {
        await using var host = await WorkflowHost.StartAsync();

        var (_, refusal) = await host.ExecuteAsync(
            """{"id":"a/b","steps":[{"service":"puppeteer-service","parameters":{"uri":""}}]}""");

        Assert.Equal(
            ["/id", "/steps/0/parameters/url", "/steps/0/parameters/uri"],
            refusal["metadata"]!.AsObject().Select(place => place.Key));
    }

    [Fact]
    public async Task An_image_of_the_store_can_be_the_beginning()
    {
        await using var host = await WorkflowHost.StartAsync();
        var upload = await host.Http.PutAsync(
            new Uri("/artifacts/mine.png", UriKind.Relative),
            new ByteArrayContent(Painting.Of("mine")),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, upload.StatusCode);

        var (code, status) = await host.ExecuteAsync(
            """
            {
              "id": "a",
              "steps": [
                { "service": "blur-img-service", "imgInputPath": "uploads/mine.png", "parameters": { "blur": 9 } }
              ]
            }
            """);

        Assert.Equal(HttpStatusCode.OK, code);
        var image = await host.Http.GetByteArrayAsync(
            new Uri("/workflows/a/image", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("mine, blurred 9", Painting.TextOf(image));
        Assert.Equal(["Blurred by 9"], status["output"]!.AsArray().Select(message => (string?)message));
    }
}
