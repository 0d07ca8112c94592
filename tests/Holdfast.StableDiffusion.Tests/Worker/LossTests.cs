using System.Net;
using System.Text.Json.Nodes;

namespace Holdfast.StableDiffusion.Tests.Worker;

/// <summary>What is killed, away or lost, on either side: the image comes, once if it was recorded.</summary>
public sealed class LossTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private static readonly object _beach = new
    {
        service = "stable-diffusion-generator",
        parameters = new { prompt = "A sunny beach" },
    };

    [Fact]
    public async Task A_worker_that_crashes_while_it_makes_an_image_makes_the_same_one_again()
    {
        await using var studio = await Studio.StartAsync();
        await BeginAsync(studio);

        await studio.StopWorkerAsync();
        studio.Painter.Release();
        await studio.StartWorkerAsync();
        var end = await studio.EndOfAsync("a");

        Assert.Equal("Finished", (string?)end["status"]);
        Assert.Equal(1, studio.Painter.Made);
        Assert.Equal(2, studio.Painter.Requests.Count);
        Assert.Single(studio.Painter.Requests.Select(request => (request.Seed, request.TaskId)).Distinct());
    }

    [Fact]
    public async Task A_server_that_is_away_gets_its_image_when_it_is_back_and_it_is_not_made_twice()
    {
        await using var studio = await Studio.StartAsync();
        await BeginAsync(studio);

        await studio.StopServerAsync();
        studio.Painter.Release();
        await Eventually.TrueAsync(() => studio.Painter.Made == 1);
        await studio.StartServerAsync();
        var end = await studio.EndOfAsync("a", TimeSpan.FromSeconds(1));

        Assert.Equal("Finished", (string?)end["status"]);
        Assert.Single(studio.Painter.Requests);
        Assert.Equal(1, studio.Answers);
    }

    [Fact]
    public async Task A_worker_that_crashes_before_it_could_answer_answers_when_it_is_back()
    {
        await using var studio = await Studio.StartAsync();
        await BeginAsync(studio);
        await studio.StopServerAsync();
        studio.Painter.Release();
        await Eventually.TrueAsync(() => studio.Painter.Made == 1);

        await studio.StopWorkerAsync();
        await studio.StartServerAsync();
        await studio.StartWorkerAsync();
        var end = await studio.EndOfAsync("a", TimeSpan.FromSeconds(1));

        Assert.Equal("Finished", (string?)end["status"]);
        Assert.InRange(studio.Painter.Made, 1, 2);
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_asked_for()
    {
        await using var studio = await Studio.StartAsync();
        studio.LosesAnswers = true;
        await studio.SendAsync("a", _beach);
        await Eventually.TrueAsync(() => studio.Painter.Made == 1);

        var end = await studio.EndOfAsync("a", TimeSpan.FromSeconds(5));

        Assert.Equal("Finished", (string?)end["status"]);
        Assert.Equal((1, 0), (studio.Painter.Made, studio.Answers));
    }

    [Fact]
    public async Task A_worker_that_lost_its_disk_gets_the_job_again()
    {
        await using var studio = await Studio.StartAsync();
        await BeginAsync(studio);

        await studio.StopWorkerAsync();
        studio.LoseWorkersDisk();
        studio.Painter.Release();
        await studio.StartWorkerAsync();
        var end = await studio.EndOfAsync("a", TimeSpan.FromSeconds(5));

        Assert.Equal("Finished", (string?)end["status"]);
        Assert.Single(studio.Painter.Requests.Select(request => request.Seed).Distinct());
    }

    [Fact]
    public async Task While_the_worker_is_away_the_step_says_so_and_goes_on_when_it_is_there()
    {
        await using var studio = await Studio.StartAsync();
        await studio.StopWorkerAsync();

        await studio.SendAsync("a", _beach);
        var waiting = await studio.UntilAsync("a", status => status["currentStep"]?["lastError"] is not null);
        await studio.StartWorkerAsync();
        var end = await studio.EndOfAsync("a", TimeSpan.FromSeconds(1));

        Assert.Contains(
            "The Stable Diffusion worker does not answer at",
            (string?)waiting["currentStep"]!["lastError"],
            StringComparison.Ordinal);
        Assert.Equal("Finished", (string?)end["status"]);
    }

    [Fact]
    public async Task While_the_backend_is_away_the_job_waits_and_the_status_tells_why()
    {
        await using var studio = await Studio.StartAsync();
        studio.Painter.Fail(new BackendUnavailableException("the image server is away"));

        await studio.SendAsync("a", _beach);
        var waiting = await studio.UntilAsync("a", IsBackingOff);
        var end = await studio.EndOfAsync("a", TimeSpan.FromSeconds(1));

        Assert.Contains(
            "the image server is away",
            (string?)waiting["currentStep"]!["progress"]!["note"],
            StringComparison.Ordinal);
        Assert.Equal("Finished", (string?)end["status"]);
        Assert.Equal(2, studio.Painter.Requests.Count);
    }

    [Fact]
    public async Task A_backend_that_refuses_fails_the_workflow_with_its_reason()
    {
        await using var studio = await Studio.StartAsync();
        studio.Painter.Fail(new TerminalException("There is no sampler 'x'", 400));

        await studio.SendAsync("a", _beach);
        var end = await studio.EndOfAsync("a");

        Assert.Equal("Failed", (string?)end["status"]);
        Assert.EndsWith("There is no sampler 'x'", (string?)end["error"]!["message"], StringComparison.Ordinal);
        Assert.Equal(400, (int?)end["error"]!["code"]);
    }

    [Fact]
    public async Task A_workflow_that_is_cancelled_stops_the_backend()
    {
        await using var studio = await Studio.StartAsync();
        await BeginAsync(studio);
        var job = studio.Painter.Requests.Single().TaskId;

        using var cancelled = await studio.Server.PostAsync(new Uri("/workflows/a/cancel", UriKind.Relative), null);
        var end = await studio.EndOfAsync("a");
        await Eventually.TrueAsync(() => studio.Painter.Interrupted == 1);
        var outcome = await Eventually.ValueAsync(async () =>
            await studio.JobAsync(job) is var status && (string?)status["state"] == "ended" ? status : null);

        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal("Failed", (string?)end["status"]);
        Assert.Equal(409, (int?)outcome["outcome"]!["failure"]!["code"]);
        Assert.Equal(0, studio.Painter.Made);
    }

    [Fact]
    public async Task An_image_that_takes_too_long_fails_its_workflow_and_stops_the_backend()
    {
        await using var studio = await Studio.StartAsync();
        await BeginAsync(studio);

        var end = await studio.EndOfAsync("a", _minute);

        Assert.Equal("Failed", (string?)end["status"]);
        Assert.Equal(504, (int?)end["error"]!["code"]);
        await Eventually.TrueAsync(() => studio.Painter.Interrupted > 0);
    }

    /// <summary>The image of a workflow is under way, and does not get ready.</summary>
    private static async Task BeginAsync(Studio studio)
    {
        studio.Painter.Hold();
        await studio.SendAsync("a", _beach);
        await Eventually.TrueAsync(() => studio.Painter.Requests.Count == 1);
    }

    private static bool IsBackingOff(JsonNode status) =>
        (string?)status["currentStep"]?["progress"]?["note"] is { } note
            && note.StartsWith("waits for another", StringComparison.Ordinal);
}
