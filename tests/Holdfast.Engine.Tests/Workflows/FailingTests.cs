using System.Net;

namespace Holdfast.Engine.Tests.Workflows;

/// <summary>What a status says when things go wrong.</summary>
public sealed class FailingTests
{
    [Fact]
    public async Task A_terminal_failure_of_a_step_reaches_the_caller_and_stays_in_the_status()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Workshop.Fails("rotate-img-service", new TerminalException("The image is corrupt", 422));

        var (code, refusal) = await host.ExecuteAsync(Definitions.Three("a"));
        var (_, status) = await host.GetAsync("/workflows/a");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, code);
        Assert.Equal("Step 1 (rotate-img-service) failed: The image is corrupt", (string?)refusal["message"]);
        Assert.Equal("""{"step":"1","service":"rotate-img-service"}""", refusal["metadata"]!.ToJsonString());
        Assert.Equal("Failed", (string?)status["status"]);
        Assert.Equal(
            """{"step":1,"service":"rotate-img-service","code":422,"message":"The image is corrupt"}""",
            status["error"]!.ToJsonString());
        Assert.Equal(["Finished", "Failed", "Not started"], PhasesOf(status));
        Assert.Equal(
            ["Took a picture of https://example.com"], status["output"]!.AsArray().Select(message => (string?)message));
        Assert.NotNull(status["finishedAt"]);
        Assert.Null(status["image"]);
        Assert.Equal(0, host.Workshop.VisitsOf("blur-img-service"));
    }

    [Fact]
    public async Task A_conflict_of_a_step_is_not_taken_for_an_id_in_use()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Workshop.Fails("rotate-img-service", new TerminalException("Somebody else holds the image", 409));

        var (code, refusal) = await host.ExecuteAsync(Definitions.Three("a"));
        var again = await host.ExecuteAsync(Definitions.Three("a"));

        Assert.Equal(HttpStatusCode.Conflict, code);
        Assert.Equal("Step 1 (rotate-img-service) failed: Somebody else holds the image", (string?)refusal["message"]);
        Assert.Equal(refusal.ToJsonString(), again.Body.ToJsonString());
    }

    [Fact]
    public async Task A_failed_workflow_stays_failed_when_it_is_sent_again()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Workshop.Fails("rotate-img-service", new TerminalException("no", 422));
        await host.ExecuteAsync(Definitions.Three("a"));
        host.Workshop.Repair("rotate-img-service");

        var (code, _) = await host.ExecuteAsync(Definitions.Three("a"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, code);
        Assert.Equal(1, host.Workshop.VisitsOf("puppeteer-service"));
    }

    [Fact]
    public async Task While_a_step_is_retried_the_status_shows_attempts_and_the_last_error()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Workshop.Fails("rotate-img-service", new InvalidOperationException("The renderer is down"));
        var execution = host.ExecuteAsync(Definitions.Three("a"));

        var status = await host.UntilAsync(
            "a", status => (int?)status["currentStep"]?["attempts"] >= 3, TimeSpan.FromSeconds(1));

        Assert.Equal("Processing", (string?)status["status"]);
        Assert.Equal(1, (int?)status["currentStep"]!["index"]);
        Assert.Contains("The renderer is down", (string?)status["currentStep"]!["lastError"]);
        Assert.Contains("The renderer is down", (string?)status["steps"]![1]!["error"]!["message"]);
        Assert.True((int?)status["steps"]![1]!["attempts"] >= 3);

        var (_, fromService) = await host.PostAsync("/workflow-status/get", """{"key":"a"}""");
        Assert.True((int?)fromService["currentStep"]!["attempts"] >= 3);

        host.Workshop.Repair("rotate-img-service");
        await host.UntilAsync("a", status => (string?)status["status"] == "Finished", TimeSpan.FromSeconds(1));
        var (_, result) = await execution;
        Assert.Equal(3, result["output"]!.AsArray().Count);
        Assert.Equal(1, host.Workshop.VisitsOf("puppeteer-service"));
    }

    [Fact]
    public async Task A_cancelled_workflow_stops_its_step_and_says_so()
    {
        await using var host = await WorkflowHost.StartAsync();
        var (arrived, gate) = host.Workshop.HoldUp("rotate-img-service");
        var execution = host.ExecuteAsync(Definitions.Three("a"));
        await arrived;

        var (code, receipt) = await host.PostAsync("/workflows/a/cancel", "{}");
        gate.SetResult();
        var answer = await execution;
        var (_, status) = await host.GetAsync("/workflows/a");

        Assert.Equal(HttpStatusCode.Accepted, code);
        Assert.Equal("a", (string?)receipt["id"]);
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("canceled", (string?)answer.Body["message"]);
        Assert.Equal("Failed", (string?)status["status"]);
        Assert.Equal(1, (int?)status["error"]!["step"]);
        Assert.Equal(409, (int?)status["error"]!["code"]);
        Assert.Equal(["Finished", "Failed", "Not started"], PhasesOf(status));
        Assert.Equal(0, host.Workshop.VisitsOf("blur-img-service"));
    }

    [Fact]
    public async Task Cancelling_what_has_ended_or_never_was_is_an_error()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.ExecuteAsync(Definitions.Three("a"));

        Assert.Equal(HttpStatusCode.Conflict, (await host.PostAsync("/workflows/a/cancel", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostAsync("/workflows/b/cancel", "{}")).Status);
    }

    [Fact]
    public async Task A_killed_workflow_is_failed_though_it_could_record_nothing()
    {
        await using var host = await WorkflowHost.StartAsync();
        var (arrived, _) = host.Workshop.HoldUp("rotate-img-service");
        var execution = host.ExecuteAsync(Definitions.Three("a"));
        await arrived;

        await host.Client.KillAsync((await host.RunOfAsync("a")).Id, TestContext.Current.CancellationToken);
        var answer = await execution;
        var (_, status) = await host.GetAsync("/workflows/a");

        Assert.Equal((HttpStatusCode.Conflict, "killed"), (answer.Status, (string?)answer.Body["message"]));
        Assert.Equal("Failed", (string?)status["status"]);
        Assert.Equal("killed", (string?)status["error"]!["message"]);
        Assert.Equal(["Finished", "Failed", "Not started"], PhasesOf(status));
    }

    [Fact]
    public async Task An_unknown_workflow_is_not_started()
    {
        await using var host = await WorkflowHost.StartAsync();

        var (_, fromService) = await host.PostAsync("/workflow-status/get", """{"key":"nobody"}""");
        var (_, ofBadId) = await host.PostAsync("/workflow-status/get", """{"key":"../x"}""");
        var (code, fromEndpoint) = await host.GetAsync("/workflows/nobody");

        Assert.Equal("""{"status":"Not started"}""", fromService.ToJsonString());
        Assert.Equal("""{"status":"Not started"}""", ofBadId.ToJsonString());
        Assert.Equal(HttpStatusCode.NotFound, code);
        Assert.Equal((404, "ingress"), ((int?)fromEndpoint["code"], (string?)fromEndpoint["source"]));
        Assert.Equal(
            "There is no workflow 'nobody'. It was never started, or its status is no longer kept.",
            (string?)fromEndpoint["message"]);
    }

    private static IEnumerable<string?> PhasesOf(System.Text.Json.Nodes.JsonNode status) =>
        status["steps"]!.AsArray().Select(step => (string?)step!["status"]);
}
