using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Holdfast.StableDiffusion.Tests.Backends.Servers;
using Holdfast.Testing.StableDiffusionServers;

namespace Holdfast.StableDiffusion.Tests.Backends.Automatic1111;

public sealed class Cancelling
{
    private static readonly Func<ImageServerOptions, ImageServerOptions> _exclusive =
        options => options with { Exclusive = true };

    private static readonly Func<ImageServerOptions, ImageServerOptions> _impatient =
        options => options with { CancelTimeout = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task Our_task_is_interrupted_when_it_runs()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        using var cancelling = new CancellationTokenSource();
        var pause = server.Next.PauseBefore(2);
        var making = backend.MakeAsync(cancellation: cancelling.Token);
        await pause.Reached;

        await cancelling.CancelAsync();

        await Making.CancelledAsync(making);
        Assert.Equal(1, server.Interrupts);
        pause.Release();
        Assert.Equal(Making.CatPicture().Paint(), await backend.MakeAsync());
        Assert.Equal(1, server.ImagesMade);
    }

    [Fact]
    public async Task Somebody_elses_task_is_not_interrupted()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address, _impatient);
        using var cancelling = new CancellationTokenSource();
        var others = server.Next.PauseBefore(1);
        var making2 = server.MakeForOthersAsync();
        await others.Reached;
        var making = backend.MakeAsync(cancellation: cancelling.Token);
        await Eventually.IsAsync(() => server.Requests.Count == 2);

        await cancelling.CancelAsync();

        await Making.CancelledAsync(making);
        others.Release();
        await making2;
        Assert.Equal(0, server.Interrupts);
    }

    [Fact]
    public async Task Our_task_is_interrupted_when_its_turn_comes()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        using var cancelling = new CancellationTokenSource();
        var others = server.Next.PauseBefore(1);
        var making2 = server.MakeForOthersAsync();
        await others.Reached;
        var making = backend.MakeAsync(cancellation: cancelling.Token);
        await Eventually.IsAsync(() => server.Requests.Count == 2);

        await cancelling.CancelAsync();
        var ours = server.Next.PauseBefore(2);
        others.Release();

        await Making.CancelledAsync(making);
        await ours.Reached;
        Assert.Equal(1, server.Interrupts);
        ours.Release();
        await making2;
        Assert.Equal(1, server.ImagesMade);
    }

    [Fact]
    public async Task Without_task_ids_nothing_is_interrupted()
    {
        await using var server = await Automatic1111Server.StartAsync(Automatic1111Setup.WithoutTaskIds);
        using var backend = Making.Backend(server.Address);

        Assert.Equal(0, await InterruptsOfOneCancelledAsync(server, backend));
    }

    [Fact]
    public async Task Without_task_ids_what_runs_on_our_own_server_is_interrupted()
    {
        await using var server = await Automatic1111Server.StartAsync(Automatic1111Setup.WithoutTaskIds);
        using var backend = Making.Backend(server.Address, _exclusive);

        Assert.Equal(1, await InterruptsOfOneCancelledAsync(server, backend));
    }

    [Fact]
    public async Task Without_task_ids_and_with_two_of_our_requests_out_neither_is_interrupted()
    {
        await using var server = await Automatic1111Server.StartAsync(Automatic1111Setup.WithoutTaskIds);
        using var backend = Making.Backend(server.Address, _exclusive);
        var first = server.Next.PauseBefore(1);
        var making1 = backend.MakeAsync(Making.Cat with { TaskId = "cat-0" });
        await first.Reached;

        using var cancelling = new CancellationTokenSource();
        var making2 = backend.MakeAsync(cancellation: cancelling.Token);
        await Eventually.IsAsync(() => server.Requests.Count == 2);
        await cancelling.CancelAsync();

        await Making.CancelledAsync(making2);
        first.Release();
        Assert.Equal(Making.CatPicture().Paint(), await making1);
        Assert.Equal(0, server.Interrupts);
    }

    [Fact]
    public async Task A_server_without_interrupts_is_left_to_finish()
    {
        await using var server = await Automatic1111Server.StartAsync(Automatic1111Setup.Plain);
        using var backend = Making.Backend(server.Address, _exclusive);

        Assert.Equal(0, await InterruptsOfOneCancelledAsync(server, backend));
        await Eventually.IsAsync(() => server.ImagesMade == 1);
    }

    [Fact]
    public async Task A_server_that_is_gone_does_not_hold_up_the_cancellation()
    {
        var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        using var cancelling = new CancellationTokenSource();
        var pause = server.Next.PauseBefore(2);
        var making = backend.MakeAsync(cancellation: cancelling.Token);
        await pause.Reached;

        server.DropsTaskQuestions = true;
        await cancelling.CancelAsync();

        await Making.CancelledAsync(making);
        Assert.Equal(0, server.Interrupts);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task An_earlier_attempt_that_nobody_waits_for_is_interrupted()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        using var http = new HttpClient();
        var pause = server.Next.PauseBefore(2);
        var body = new JsonObject { ["prompt"] = "a cat", ["steps"] = 2, ["force_task_id"] = Making.Cat.TaskId };
        var earlier = http.PostAsJsonAsync(server.Address + "sdapi/v1/txt2img", body);
        await pause.Reached;

        var making = backend.MakeAsync();
        await Eventually.IsAsync(() => server.Interrupts == 1);
        pause.Release();

        Assert.Equal(Making.CatPicture().Paint(), await making);
        Assert.Equal(1, server.ImagesMade);
        (await earlier).Dispose();
    }

    private static async Task<int> InterruptsOfOneCancelledAsync(Automatic1111Server server, ServerBackend backend)
    {
        using var cancelling = new CancellationTokenSource();
        var pause = server.Next.PauseBefore(2);
        var making = backend.MakeAsync(cancellation: cancelling.Token);
        await pause.Reached;
        await cancelling.CancelAsync();
        await Making.CancelledAsync(making);
        pause.Release();
        return server.Interrupts;
    }
}
