using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Holdfast.StableDiffusion.Tests.Worker;

/// <summary>The worker's HTTP API, as its clients use it.</summary>
public sealed class JobTests
{
    [Fact]
    public async Task A_job_that_is_sent_twice_is_made_once()
    {
        await using var studio = await Studio.StartAsync(losesAnswers: true);

        using var first = await PostAsync(studio, Job("one"));
        using var second = await PostAsync(studio, Job("one"));
        var end = await EndOfAsync(studio, "one");
        using var third = await PostAsync(studio, Job("one"));

        Assert.All([first, second, third], answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Equal("""{"width":512,"height":512}""", end["outcome"]!.ToJsonString());
        Assert.Single(studio.Painter.Requests);
    }

    [Fact]
    public async Task Jobs_wait_for_each_other_in_the_order_in_which_they_came()
    {
        await using var studio = await Studio.StartAsync(losesAnswers: true);
        studio.Painter.Hold();
        string[] ids = ["one", "two", "three", "four"];
        foreach (var id in ids)
        {
            (await PostAsync(studio, Job(id))).Dispose();
            await Eventually.ValueAsync(async () =>
                await studio.JobAsync(id) is var status
                    && ((string?)status["state"] == "generating" || status["ahead"] is not null) ? status : null);
        }

        var last = await studio.JobAsync("four");
        studio.Painter.Release();
        foreach (var id in ids)
            await EndOfAsync(studio, id);

        Assert.Equal(2, (int?)last["ahead"]);
        Assert.Equal(ids, studio.Painter.Requests.Select(request => request.TaskId));
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_again()
    {
        await using var studio = await Studio.StartAsync(new() { MaxJobs = 2 }, losesAnswers: true);
        studio.Painter.Hold();
        foreach (var id in new[] { "one", "two" })
        {
            (await PostAsync(studio, Job(id))).Dispose();
            await Eventually.ValueAsync(async () =>
                await studio.JobAsync(id) is var status
                    && ((string?)status["state"] == "generating" || status["ahead"] is not null) ? status : null);
        }

        using var refused = await PostAsync(studio, Job("three"));
        using var known = await PostAsync(studio, Job("one"));
        studio.Painter.Release();
        await EndOfAsync(studio, "two");
        using var taken = await Eventually.ValueAsync(async () =>
            await PostAsync(studio, Job("three")) is { StatusCode: HttpStatusCode.Accepted } answer ? answer : null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.Accepted, known.StatusCode);
    }

    [Fact]
    public async Task A_job_can_be_ended_and_is_answered()
    {
        await using var studio = await Studio.StartAsync(losesAnswers: true);
        studio.Painter.Hold();
        (await PostAsync(studio, Job("one"))).Dispose();
        await Eventually.TrueAsync(() => studio.Painter.Requests.Count == 1);

        using var ended = await studio.Worker.DeleteAsync(new Uri("/jobs/one", UriKind.Relative));
        var end = await EndOfAsync(studio, "one");
        using var again = await studio.Worker.DeleteAsync(new Uri("/jobs/one", UriKind.Relative));
        using var unknown = await studio.Worker.DeleteAsync(new Uri("/jobs/two", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Accepted, ended.StatusCode);
        Assert.Equal(409, (int?)end["outcome"]!["failure"]!["code"]);
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound), (again.StatusCode, unknown.StatusCode));
        Assert.Equal(1, studio.Painter.Interrupted);
    }

    [Theory]
    [InlineData("id", "\"../etc\"", "'id' must be")]
    [InlineData("id", "\"a\\n\"", "'id' must be")]
    [InlineData("prompt", "\"\"", "'prompt' must have")]
    [InlineData("seed", "-1", "'seed' must be")]
    [InlineData("steps", "151", "'steps' must be")]
    [InlineData("guidance", "31", "'guidance' must be")]
    [InlineData("strength", "0", "'strength' must be")]
    [InlineData("width", "100", "'width' must be a multiple of 8")]
    [InlineData("height", "4096", "'height' must be a multiple of 8")]
    [InlineData("timeoutMs", "0", "'timeoutMs' must be")]
    [InlineData("output", "\"uploads/mine.png\"", "'output' must begin with generated-images/")]
    [InlineData("output", "\"../../etc/passwd\"", "Not an artifact reference")]
    [InlineData("input", "\"/etc/passwd\"", "Not an artifact reference")]
    [InlineData("output", null, "the body is not a job")]
    public async Task What_is_no_job_is_refused(string field, string? value, string said)
    {
        await using var studio = await Studio.StartAsync(losesAnswers: true);
        var job = Job("one");
        if (value is null)
            job.Remove(field);
        else
            job[field] = JsonNode.Parse(value);

        using var refused = await PostAsync(studio, job);
        var body = JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(said, (string?)body["message"], StringComparison.Ordinal);
        Assert.Empty(studio.Painter.Requests);
    }

    [Fact]
    public async Task A_job_larger_than_any_job_is_refused_before_it_is_read()
    {
        await using var studio = await Studio.StartAsync(losesAnswers: true);
        var job = Job("one");
        job["prompt"] = new string('x', 100_000);

        using var refused = await PostAsync(studio, job);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Screenshots_keep_their_shape()
    {
        await using var studio = await Studio.StartAsync(losesAnswers: true);
        using var screenshot = NetVips.Image.Black(1388, 800, bands: 3);
        await studio.Artifacts.WriteAsync(
            new("uploads/page.png"), screenshot.PngsaveBuffer(), TestContext.Current.CancellationToken);
        var job = Job("one");
        job["input"] = "uploads/page.png";
        job["strength"] = 0.5;

        (await PostAsync(studio, job)).Dispose();
        var end = await EndOfAsync(studio, "one");

        Assert.Equal("""{"width":704,"height":384}""", end["outcome"]!.ToJsonString());
        Assert.Equal((704, 384), (studio.Painter.Requests.Single().Width, studio.Painter.Requests.Single().Height));
    }

    private static JsonObject Job(string id) => new()
    {
        ["id"] = id,
        ["awakeable"] = "sign_1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAR",
        ["prompt"] = "A sunny beach",
        ["seed"] = 7,
        ["steps"] = 15,
        ["guidance"] = 7,
        ["output"] = $"generated-images/{id}-0.png",
        ["timeoutMs"] = 60_000,
    };

    private static Task<HttpResponseMessage> PostAsync(Studio studio, JsonObject job) =>
        studio.Worker.PostAsJsonAsync("/jobs", job);

    private static Task<JsonNode> EndOfAsync(Studio studio, string id) => Eventually.ValueAsync(async () =>
        await studio.JobAsync(id) is var status && (string?)status["state"] == "ended" ? status : null);
}
