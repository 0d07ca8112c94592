using Holdfast.StableDiffusion.Tests.Backends.Servers;
using Holdfast.Testing.StableDiffusionServers;

namespace Holdfast.StableDiffusion.Tests.Backends.StableDiffusionCpp;

public sealed class Cancelling
{
    [Fact]
    public async Task A_job_that_waits_is_taken_back()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);
        using var cancelling = new CancellationTokenSource();
        var pause = server.Next.PauseBefore(1);
        var first = backend.MakeAsync(Making.Cat with { TaskId = "cat-0" });
        await pause.Reached;
        var second = backend.MakeAsync(cancellation: cancelling.Token);
        await Eventually.IsAsync(() => server.Jobs.Count == 2);

        await cancelling.CancelAsync();

        await Making.CancelledAsync(second);
        Assert.Equal("cancelled", server.Jobs[1].Status);
        pause.Release();
        await first;
        Assert.Equal(1, server.ImagesMade);
    }

    [Fact]
    public async Task A_job_that_runs_goes_on_without_us()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);
        using var cancelling = new CancellationTokenSource();
        var pause = server.Next.PauseBefore(1);
        var making = backend.MakeAsync(cancellation: cancelling.Token);
        await pause.Reached;

        await cancelling.CancelAsync();

        await Making.CancelledAsync(making);
        Assert.Equal("generating", server.Jobs[0].Status);
        pause.Release();
    }

    [Fact]
    public async Task A_job_that_somebody_else_took_back_is_unavailable()
    {
        await using var server = await StableDiffusionCppServer.StartAsync();
        using var backend = Making.Backend(server.Address);
        var pause = server.Next.PauseBefore(1);
        var first = backend.MakeAsync(Making.Cat with { TaskId = "cat-0" });
        await pause.Reached;
        var second = backend.MakeAsync();
        await Eventually.IsAsync(() => server.Jobs.Count == 2);

        using var http = new HttpClient();
        (await http.PostAsync(server.Address + $"sdcpp/v1/jobs/{server.Jobs[1].Id}/cancel", null)).Dispose();

        var error = await Making.UnavailableAsync(second);
        Assert.Contains("Somebody cancelled", error.Message, StringComparison.Ordinal);
        pause.Release();
        await first;
    }
}
