namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>The commands that talk to a running server.</summary>
public sealed class Operating
{
    [Fact]
    public async Task A_workflow_is_submitted_listed_and_shown()
    {
        using var data = new TemporaryDirectory();
        await using var page = await LocalPage.StartAsync();
        await using var server = await HoldfastProcess.ServeAsync(data.Path);
        var url = server.Http.BaseAddress!.ToString();
        var file = Path.Combine(data.Path, "definition.json");
        await File.WriteAllTextAsync(
            file,
            $$$"""{"id":"mine","steps":[{"service":"puppeteer-service","parameters":{"url":"{{{page.Address}}}"}}]}""",
            TestContext.Current.CancellationToken);

        var submitted = await HoldfastProcess.RunAsync("workflows", "submit", file, "--url", url);
        var listed = await HoldfastProcess.RunAsync("workflows", "list", "--url", url);
        var shown = await HoldfastProcess.RunAsync("workflows", "show", "mine", "--url", url);
        var missing = await HoldfastProcess.RunAsync("workflows", "cancel", "nobody", "--url", url);

        Assert.True(submitted.ExitCode == 0, submitted.Output);
        Assert.StartsWith("mine\tFinished\t", listed.Output, StringComparison.Ordinal);
        Assert.Contains("\"Finished\"", shown.Output, StringComparison.Ordinal);
        Assert.True(missing.ExitCode == 1, missing.Output);
    }

    [Fact]
    public async Task An_operator_finds_what_is_under_way_and_cancels_it()
    {
        using var data = new TemporaryDirectory();
        await using var page = await LocalPage.StartAsync();
        page.Close();
        await using var server = await HoldfastProcess.ServeAsync(data.Path);
        var url = server.Http.BaseAddress!.ToString();
        var waiting = server.Http.ExecuteAsync(WorkflowClient.Request("screenshot-rotate-blur", page.Address), "mine");
        await page.VisitedAsync();

        var listed = await HoldfastProcess.RunAsync(
            "invocations", "list", "--service", "workflow-executor", "--url", url);
        var id = listed.Output.Split('\t')[0];
        var cancelled = await HoldfastProcess.RunAsync("invocations", "cancel", id, "--url", url);
        using var answer = await waiting;

        Assert.StartsWith("inv_", id, StringComparison.Ordinal);
        Assert.Contains($"{id} is being cancelled", cancelled.Output, StringComparison.Ordinal);
        Assert.Equal(409, (int)answer.StatusCode);
    }
}
