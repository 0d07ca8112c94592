using System.Text.Json.Nodes;
using Holdfast.EndToEnd.Tests.Program;
using Holdfast.EndToEnd.Tests.Restate;
using Holdfast.Testing.Restate;
using Holdfast.Testing.StableDiffusionServers;

namespace Holdfast.EndToEnd.Tests.StableDiffusion;

/// <summary>kill -9 of whoever has a part in an image, while it is made.</summary>
public sealed class WorkerCrashes
{
    private const string Id = "user123-wf3";

    private static string Body => WorkflowClient.Request("generate-rotate-blur", page: "");

    [Fact]
    public async Task The_server_is_killed_and_its_image_is_not_made_twice()
    {
        using var data = new TemporaryDirectory();
        await using var webui = await Automatic1111Server.StartAsync();
        var port = LoopbackPorts.Next();
        await using var worker = new ImageWorker(
            LoopbackPorts.Next(), data.Path, At(port), "--stable-diffusion-url", webui.Address.ToString());
        await worker.StartAsync();
        var pause = webui.Next.PauseBefore(step: 5);
        await using (var server = await ServeAsync(port, data, worker))
        {
            (await server.Http.ExecuteAsync(Body, Id, "/send")).Dispose();
            await pause.Reached;
            await server.KillAsync();
        }

        pause.Release();
        await using var back = await ServeAsync(port, data, worker);
        using var answer = await back.Http.ExecuteAsync(Body, Id);

        Assert.True(answer.IsSuccessStatusCode, $"{await answer.BodyAsync()}\n{back.Output}\n{worker.Output}");
        Assert.Single(webui.Requests);
        Assert.Equal(1, webui.ImagesMade);
    }

    [Fact]
    public async Task The_worker_is_killed_and_makes_the_same_image_again()
    {
        using var data = new TemporaryDirectory();
        await using var webui = await Automatic1111Server.StartAsync();
        var port = LoopbackPorts.Next();
        await using var worker = new ImageWorker(
            LoopbackPorts.Next(), data.Path, At(port), "--stable-diffusion-url", webui.Address.ToString());
        await worker.StartAsync();
        await using var server = await ServeAsync(port, data, worker);
        var pause = webui.Next.PauseBefore(step: 5);
        (await server.Http.ExecuteAsync(Body, Id, "/send")).Dispose();
        await pause.Reached;

        await worker.KillAsync();
        pause.Release();
        await worker.StartAsync();
        using var answer = await server.Http.ExecuteAsync(Body, Id);

        Assert.True(answer.IsSuccessStatusCode, $"{await answer.BodyAsync()}\n{server.Output}\n{worker.Output}");
        Assert.Single(webui.Requests.Select(request => (long?)request["seed"]).Distinct());
    }

    [Fact]
    public async Task Everything_in_one_process_is_killed_and_goes_on()
    {
        using var data = new TemporaryDirectory();
        await using var webui = await Automatic1111Server.StartAsync();
        string[] flags = ["--stable-diffusion-url", webui.Address.ToString()];
        var pause = webui.Next.PauseBefore(step: 5);
        await using (var server = await HoldfastProcess.ServeAsync(data.Path, flags))
        {
            (await server.Http.ExecuteAsync(Body, Id, "/send")).Dispose();
            await pause.Reached;
            await server.KillAsync();
        }

        pause.Release();
        await using var back = await HoldfastProcess.ServeAsync(data.Path, flags);
        using var answer = await back.Http.ExecuteAsync(Body, Id);

        Assert.True(answer.IsSuccessStatusCode, $"{await answer.BodyAsync()}\n{back.Output}");
        Assert.Single(webui.Requests.Select(request => (long?)request["seed"]).Distinct());
    }

    [Fact]
    public async Task A_workflow_that_is_cancelled_interrupts_the_server_that_makes_its_image()
    {
        using var data = new TemporaryDirectory();
        await using var webui = await Automatic1111Server.StartAsync();
        await using var server = await HoldfastProcess.ServeAsync(
            data.Path, "--stable-diffusion-url", webui.Address.ToString());
        var pause = webui.Next.PauseBefore(step: 5);
        (await server.Http.ExecuteAsync(Body, Id, "/send")).Dispose();
        await pause.Reached;
        JsonNode? progress = null;
        await Eventually.TrueAsync(
            async () => (progress = await ProgressAsync(server)) is { } seen && (double?)seen["fraction"] > 0,
            () => $"{progress}\n{server.Output}");

        var cancelled = await HoldfastProcess.RunAsync(
            "workflows", "cancel", Id, "--url", server.Http.BaseAddress!.ToString());
        await Eventually.TrueAsync(() => Task.FromResult(webui.Interrupts == 1), () => server.Output);
        pause.Release();
        await Eventually.TrueAsync(
            async () => (string?)(await server.Http.StatusAsync(Id))["status"] == "Failed", () => server.Output);

        Assert.Equal(0, cancelled.ExitCode);
        Assert.Equal(0, webui.ImagesMade);
    }

    [Fact]
    public async Task On_Restate_Server_the_step_and_the_worker_are_killed_and_the_image_comes()
    {
        await using var webui = await Automatic1111Server.StartAsync();
        var workerPort = LoopbackPorts.Next();
        await using var processes = await FourProcesses.StartAsync(At(workerPort));
        await using var worker = new ImageWorker(
            workerPort,
            processes.Data.Path,
            processes.Restate.Ingress,
            "--stable-diffusion-url",
            webui.Address.ToString());
        await worker.StartAsync();
        var pause = webui.Next.PauseBefore(step: 5);
        (await processes.Http.ExecuteAsync(Body, Id, "/send")).Dispose();
        await pause.Reached;

        await processes.KillAsync("stable-diffusion");
        await worker.KillAsync();
        pause.Release();
        await processes.StartAsync("stable-diffusion");
        await worker.StartAsync();
        using var answer = await processes.Http.ExecuteAsync(Body, Id);

        Assert.True(answer.IsSuccessStatusCode, $"{await answer.BodyAsync()}\n{processes.Output}\n{worker.Output}");
        Assert.Single(webui.Requests.Select(request => (long?)request["seed"]).Distinct());
    }

    private static Uri At(int port) => new($"http://localhost:{port}");

    private static Task<HoldfastProcess> ServeAsync(int port, TemporaryDirectory data, ImageWorker worker) =>
        HoldfastProcess.ListenAsync(
            "serve", "--port", $"{port}", "--data", data.Path, "--stable-diffusion-worker", worker.Address.ToString());

    private static async Task<JsonNode?> ProgressAsync(HoldfastProcess server) =>
        (await server.Http.StatusAsync(Id))["currentStep"]?["progress"];
}
