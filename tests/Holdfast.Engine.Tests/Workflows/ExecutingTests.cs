using System.Net;

namespace Holdfast.Engine.Tests.Workflows;

public sealed class ExecutingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_seed_request_is_executed_and_answered_with_the_final_status()
    {
        await using var host = await WorkflowHost.StartAsync();

        var (code, status) = await host.PostAsync("/workflow-executor/execute", Definitions.Seed, "user123-wf1");

        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal("user123-wf1", (string?)status["id"]);
        Assert.Equal("Finished", (string?)status["status"]);
        Assert.Equal(
            ["Took a picture of https://restate.dev", "Rotated by 90 degrees", "Blurred by 5"],
            status["output"]!.AsArray().Select(message => (string?)message));
        Assert.Equal($"generated-images/{status["imgName"]}-2.png", (string?)status["image"]!["path"]);
        var image = await host.Http.GetByteArrayAsync((string?)status["image"]!["url"]);
        Assert.Equal("page https://restate.dev, rotated 90, blurred 5", Painting.TextOf(image));
    }

    [Fact]
    public async Task The_status_service_and_the_endpoint_say_the_same_as_the_result()
    {
        await using var host = await WorkflowHost.StartAsync();
        var (_, result) = await host.ExecuteAsync(Definitions.Seed);

        var (_, fromService) = await host.PostAsync("/workflow-status/get", """{"key":"user123-wf1"}""");
        var (_, fromEndpoint) = await host.GetAsync("/workflows/user123-wf1");

        Assert.Equal(result.ToJsonString(), fromService.ToJsonString());
        Assert.Equal(result.ToJsonString(), fromEndpoint.ToJsonString());
    }

    [Fact]
    public async Task Steps_tell_when_they_began_and_how_long_they_took()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Workshop.Before("rotate-img-service", (_, _) =>
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(1500));
            return Task.CompletedTask;
        });

        var (_, status) = await host.ExecuteAsync(Definitions.Three("a"));

        Assert.Equal([0, 1500, 0], status["steps"]!.AsArray().Select(step => (long)step!["durationMs"]!));
        Assert.Equal((string?)status["steps"]![0]!["finishedAt"], (string?)status["steps"]![1]!["startedAt"]);
        Assert.Equal((string?)status["steps"]![2]!["finishedAt"], (string?)status["finishedAt"]);
        Assert.Equal((string?)status["steps"]![0]!["startedAt"], (string?)status["createdAt"]);
    }

    [Fact]
    public async Task A_repeated_request_with_its_idempotency_key_gets_the_same_answer()
    {
        await using var host = await WorkflowHost.StartAsync();

        var (_, first) = await host.PostAsync("/workflow-executor/execute", Definitions.Seed, "key");
        var (_, second) = await host.PostAsync("/workflow-executor/execute", Definitions.Seed, "key");

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.Equal(1, host.Workshop.VisitsOf("puppeteer-service"));
    }

    [Fact]
    public async Task The_same_definition_sent_again_is_the_same_workflow_also_while_it_is_under_way()
    {
        await using var host = await WorkflowHost.StartAsync();
        var (arrived, gate) = host.Workshop.HoldUp("rotate-img-service");
        var first = host.ExecuteAsync(Definitions.Three("a"));
        await arrived;
        var second = host.ExecuteAsync(Definitions.Three("a").Replace(" ", "", StringComparison.Ordinal));
        gate.SetResult();

        Assert.Equal((await first).Body.ToJsonString(), (await second).Body.ToJsonString());
        Assert.Equal(1, host.Workshop.VisitsOf("puppeteer-service"));
        var (code, _) = await host.ExecuteAsync(Definitions.Three("a"));
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal(1, host.Workshop.VisitsOf("puppeteer-service"));
    }

    [Fact]
    public async Task Many_equal_requests_at_once_are_one_workflow()
    {
        await using var host = await WorkflowHost.StartAsync();

        var requests = Enumerable.Range(0, 20).Select(_ => host.ExecuteAsync(Definitions.Three("a"))).ToList();
        var all = Task.WhenAll(requests);
        while (!all.IsCompleted)
        {
            // Who comes before the run has begun asks again in a moment.
            host.Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token));
        }

        Assert.Single((await all).Select(answer => (string?)answer.Body["imgName"]).Distinct());
        Assert.Equal(1, host.Workshop.VisitsOf("puppeteer-service"));
    }

    [Fact]
    public async Task An_id_that_is_taken_by_another_definition_is_refused_and_the_other_is_untouched()
    {
        await using var host = await WorkflowHost.StartAsync();
        var (_, first) = await host.ExecuteAsync(Definitions.Three("a"));

        var (code, refusal) = await host.ExecuteAsync(Definitions.Three("a", angle: 180));

        Assert.Equal(HttpStatusCode.Conflict, code);
        Assert.Equal(
            "The workflow id 'a' is taken by a different definition (puppeteer-service -> rotate-img-service -> "
            + "blur-img-service), accepted 2027-01-15T08:00:00Z. Choose another id for this one; "
            + "GET /workflows/a shows the other.",
            (string?)refusal["message"]);
        Assert.Equal(first.ToJsonString(), (await host.GetAsync("/workflows/a")).Body.ToJsonString());
    }

    [Fact]
    public async Task A_workflow_goes_on_where_it_was_after_a_crash()
    {
        await using var host = await WorkflowHost.StartAsync();
        var (arrived, _) = host.Workshop.HoldUp("rotate-img-service");
        var lost = host.ExecuteAsync(Definitions.Three("a"));
        await arrived;
        host.Workshop.Repair("rotate-img-service");
        await host.RestartAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => lost);

        var status = await host.UntilAsync(
            "a", status => (string?)status["status"] == "Finished", TimeSpan.FromSeconds(1));

        Assert.Equal(3, status["output"]!.AsArray().Count);
        Assert.Equal(1, host.Workshop.VisitsOf("puppeteer-service"));
        var image = await host.Http.GetByteArrayAsync((string?)status["image"]!["url"]);
        Assert.Equal("page https://example.com, rotated 90, blurred 5", Painting.TextOf(image));
    }

    [Fact]
    public async Task A_workflow_may_be_long()
    {
        await using var host = await WorkflowHost.StartAsync();
        var steps = string.Join(",", Enumerable.Repeat("""{"service":"blur-img-service"}""", 200));

        const string First = """{"service":"puppeteer-service","parameters":{"url":"https://example.com"}}""";

        var (_, result) = await host.ExecuteAsync($$"""{"id":"long","steps":[{{First}},{{steps}}]}""");
        var (_, status) = await host.GetAsync("/workflows/long");

        Assert.Equal("Finished", (string?)result["status"]);
        Assert.Equal(201, result["output"]!.AsArray().Count);
        Assert.Equal(result.ToJsonString(), status.ToJsonString());
    }

    [Fact]
    public async Task A_request_may_have_any_content_type()
    {
        await using var host = await WorkflowHost.StartAsync();

        // What curl sends unless told otherwise.
        using var content = new StringContent(
            Definitions.Seed, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");

        using var response = await host.Http.PostAsync(
            new Uri("/workflow-executor/execute", UriKind.Relative), content, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Steps_cannot_be_called_from_outside()
    {
        await using var host = await WorkflowHost.StartAsync();

        var step = await host.PostAsync(
            "/rotate-img-service/run",
            """{"imgName":"a","parameters":{"angle":1},"output":"generated-images/x.png"}""");
        var run = await host.PostAsync("/workflow-run/a/run", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, step.Status);
        Assert.Equal(HttpStatusCode.BadRequest, run.Status);
    }
}
