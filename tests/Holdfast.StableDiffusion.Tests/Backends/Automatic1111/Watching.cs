using Holdfast.StableDiffusion.Tests.Backends.Servers;
using Holdfast.Testing.StableDiffusionServers;

namespace Holdfast.StableDiffusion.Tests.Backends.Automatic1111;

public sealed class Watching
{
    [Fact]
    public async Task Progress_is_that_of_the_task()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        var reports = new Reports();
        var pause = server.Next.PauseBefore(3);

        var making = backend.MakeAsync(Making.Cat, reports, Making.Cancellation);

        await Eventually.IsAsync(() => reports.Told.Contains(new(0.5, TimeSpan.FromSeconds(12.5))));
        pause.Release();
        await making;
    }

    [Fact]
    public async Task While_others_have_their_turn_there_is_no_progress()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        var reports = new Reports();
        var others = server.Next.PauseBefore(2);
        var making2 = server.MakeForOthersAsync(steps: 2);
        await others.Reached;

        var making = backend.MakeAsync(Making.Cat, reports, Making.Cancellation);
        await AskedAgainAsync(server, "POST /internal/progress");
        Assert.Empty(reports.Told);

        var ours = server.Next.PauseBefore(3);
        others.Release();
        await Eventually.IsAsync(() => reports.Told.Any(told => told.Fraction == 0.5));
        ours.Release();
        await Task.WhenAll(making, making2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_task_ids_what_began_on_an_idle_server_is_ours(bool openApi)
    {
        // Without its description, that the server does not know the task shows only when it is asked for it.
        await using var server = await Automatic1111Server.StartAsync(
            Automatic1111Setup.WithoutTaskIds with { OpenApi = openApi });
        using var backend = Making.Backend(server.Address);
        var reports = new Reports();
        var pause = server.Next.PauseBefore(3);

        var making = backend.MakeAsync(Making.Cat, reports, Making.Cancellation);

        await Eventually.IsAsync(() => reports.Told.Contains(new(0.51, TimeSpan.FromSeconds(12.5))));
        pause.Release();
        await making;
    }

    [Fact]
    public async Task Without_task_ids_what_runs_on_a_busy_server_may_be_anybodys()
    {
        await using var server = await Automatic1111Server.StartAsync(Automatic1111Setup.WithoutTaskIds);
        using var backend = Making.Backend(server.Address);
        var reports = new Reports();
        var others = server.Next.PauseBefore(2);
        var making2 = server.MakeForOthersAsync(steps: 2);
        await others.Reached;

        var making = backend.MakeAsync(Making.Cat, reports, Making.Cancellation);
        await Eventually.IsAsync(() => server.Requests.Count == 2);
        others.Release();
        await Task.WhenAll(making, making2);

        Assert.Empty(reports.Told);
    }

    [Fact]
    public async Task Questions_without_an_answer_do_not_harm_the_image()
    {
        await using var server = await Automatic1111Server.StartAsync();
        using var backend = Making.Backend(server.Address);
        var pause = server.Next.PauseBefore(2);
        var making = backend.MakeAsync();
        await pause.Reached;

        server.DropsTaskQuestions = true;
        await AskedAgainAsync(server, "POST /internal/progress");
        pause.Release();

        Assert.Equal(Making.CatPicture().Paint(), await making);
    }

    // Twice, so that the first of them has been dealt with.
    private static Task AskedAgainAsync(Automatic1111Server server, string question)
    {
        var before = server.Asked.Count(asked => asked == question);
        return Eventually.IsAsync(() => server.Asked.Count(asked => asked == question) >= before + 3);
    }
}
