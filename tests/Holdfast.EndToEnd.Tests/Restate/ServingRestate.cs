using System.Net;
using System.Text.Json.Nodes;
using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Testing.Restate;

namespace Holdfast.EndToEnd.Tests.Restate;

/// <summary><c>serve --engine restate</c>: one process, which registers itself and has the same HTTP API.</summary>
public sealed class ServingRestate
{
    private const string StrangersKey = "publickeyv1_2G8dCQhArfvGpzPw5Vx2ALciR4xCLHfS5YaT93XjNxX9";

    [Fact]
    public async Task One_process_serves_clients_of_both_addresses()
    {
        using var data = new TemporaryDirectory();
        await using var page = await LocalPage.StartAsync();
        await using var restate = await RestateServer.StartAsync();
        await using var server = await HoldfastProcess.ServeAsync(data.Path, Flags(restate, LoopbackPorts.Next()));
        await RegisteredAsync(restate, server);
        var url = server.Http.BaseAddress!.ToString();
        var body = WorkflowClient.Request("screenshot-rotate-blur", page.Address);

        using var here = await server.Http.ExecuteAsync(body, "user123-wf1");
        using var there = await restate.Http.ExecuteAsync(body, "user123-wf1");
        using var image = await server.Http.GetAsync(
            "/workflows/user123-wf1/image", TestContext.Current.CancellationToken);
        var listed = await HoldfastProcess.RunAsync("workflows", "list", "--url", url);
        var shown = await HoldfastProcess.RunAsync("workflows", "show", "user123-wf1", "--url", url);
        var invocations = await HoldfastProcess.RunAsync(
            "invocations", "list", "--service", "workflow-run", "--url", url);

        Assert.True(here.IsSuccessStatusCode, $"{await here.BodyAsync()}\n{server.Output}");
        Assert.True(JsonNode.DeepEquals(await here.BodyAsync(), await there.BodyAsync()));
        Assert.Equal("image/png", image.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("user123-wf1\tFinished\t", listed.Output, StringComparison.Ordinal);
        Assert.Contains("\"Finished\"", shown.Output, StringComparison.Ordinal);
        Assert.Contains("workflow-run/user123-wf1/run\tcompleted", invocations.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_cancels_what_is_under_way()
    {
        using var data = new TemporaryDirectory();
        await using var page = await LocalPage.StartAsync();
        page.Close();
        await using var restate = await RestateServer.StartAsync();
        await using var server = await HoldfastProcess.ServeAsync(data.Path, Flags(restate, LoopbackPorts.Next()));
        await RegisteredAsync(restate, server);
        var url = server.Http.BaseAddress!.ToString();
        var waiting = server.Http.ExecuteAsync(WorkflowClient.Request("screenshot-rotate-blur", page.Address), "mine");
        await page.VisitedAsync();

        var listed = await HoldfastProcess.RunAsync(
            "invocations", "list", "--service", "workflow-executor", "--url", url);
        var id = listed.Output.Split('\t')[0];
        var cancelled = await HoldfastProcess.RunAsync("invocations", "cancel", id, "--url", url);
        page.Open();
        using var answer = await waiting;

        Assert.Contains($"{id} is being cancelled", cancelled.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task The_doctor_finds_the_server_or_says_that_it_is_not_there()
    {
        await using var restate = await RestateServer.StartAsync();

        var well = await HoldfastProcess.RunAsync(["doctor", "--only", "restate", .. Addresses(restate)]);
        await restate.KillAsync();
        var away = await HoldfastProcess.RunAsync(["doctor", "--only", "restate", .. Addresses(restate)]);

        Assert.True(well.ExitCode == 0, well.Output);
        Assert.Contains("Restate Server 1.", well.Output, StringComparison.Ordinal);
        Assert.True(away.ExitCode == 8, away.Output);
        Assert.Contains("npx @restatedev/restate-server", away.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_whose_key_is_not_known_is_turned_away()
    {
        using var data = new TemporaryDirectory();
        await using var restate = await RestateServer.StartAsync();
        var port = LoopbackPorts.Next();
        await using var process = await HoldfastProcess.ListenAsync(
            "service", "transformers", "--port", $"{port}", "--data", data.Path, "--identity-key", StrangersKey);

        var (exitCode, output) = await CommandLine.RegisterAsync(restate.Admin, port);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("401", output, StringComparison.Ordinal);
        Assert.Empty(await restate.QueryAsync("SELECT id FROM sys_deployment"));
    }

    [Theory]
    [InlineData("publickeyv1_0OIl", "--identity-key")]
    [InlineData("secret", "--identity-key (HOLDFAST_IDENTITY_KEY)")]
    public async Task A_key_that_is_none_is_a_wrong_setting(string key, string said)
    {
        var (exitCode, output) = await HoldfastProcess.RunAsync(
            "service", "transformers", "--port", "0", "--identity-key", key);

        Assert.True(exitCode == 2, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    private static string[] Flags(RestateServer restate, int port) =>
        ["--engine", "restate", "--restate-port", $"{port}", .. Addresses(restate)];

    private static string[] Addresses(RestateServer restate) =>
        ["--restate-ingress", restate.Ingress.ToString(), "--restate-admin", restate.Admin.ToString()];

    private static Task RegisteredAsync(RestateServer restate, HoldfastProcess server) => Eventually.TrueAsync(
        async () => (await restate.QueryAsync("SELECT name FROM sys_service WHERE name = 'workflow-run'")).Count == 1,
        () => server.Output);
}
