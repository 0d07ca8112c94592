using System.Net;
using Holdfast.Embedded.Http;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Engine.Tests.Http;

/// <summary>More than the server can do: it refuses early, fairly, and recovers.</summary>
public sealed class Overload
{
    private readonly FakeTimeProvider _time = new();
    private int _unfinished;

    [Fact]
    public void Without_a_free_place_nobody_is_admitted_until_one_is_free()
    {
        var admission = new Admission(() => _unfinished, 10, _time);
        _unfinished = 10;

        Assert.Equal(503, admission.TryAdmit("a")!.Status);

        _unfinished = 0;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(admission.TryAdmit("a"));
    }

    [Fact]
    public void What_was_admitted_since_the_last_count_takes_places()
    {
        var admission = new Admission(() => 0, 10, _time);

        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => admission.TryAdmit("a") is null));
    }

    [Fact]
    public void A_client_that_sends_without_end_leaves_places_to_the_others()
    {
        var admission = new Admission(() => _unfinished, 1_000, _time);
        var (greedy, modest) = (0, 0);

        // Ten to one, for longer than there are places; ten invocations end at each turn.
        for (var turn = 0; turn < 500; turn++)
        {
            for (var request = 0; request < 100; request++)
                greedy += admission.TryAdmit("greedy") is null ? 1 : 0;
            for (var request = 0; request < 10; request++)
                modest += admission.TryAdmit("modest") is null ? 1 : 0;
            _unfinished = Math.Max(0, greedy + modest - (10 * (turn + 1)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(modest, 0.4 * (greedy + modest), 0.6 * (greedy + modest));
        Assert.InRange(_unfinished, 0, 1_000);
    }

    [Fact]
    public async Task A_refused_request_is_told_when_to_come_back_and_leaves_nothing()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = ServiceDefinition.Service("Slow").Handler<Unit, Unit>("wait", async (_, context, _) =>
        {
            await context.RunAsync("wait", async _ =>
            {
                await gate.Task;
                return 0;
            });
            return Unit.Value;
        });
        await using var host = await IngressHost.StartAsync(
            [service], configure: options => options.MaxUnfinishedInvocations = 4);

        var sent = new List<HttpStatusCode>();
        for (var number = 0; number < 8; number++)
            sent.Add((await host.SendAsync(HttpMethod.Post, "/Slow/wait/send")).StatusCode);
        using var refused = await host.SendAsync(HttpMethod.Post, "/Slow/wait");
        using var listed = await host.SendAsync(HttpMethod.Get, "/invocations");
        gate.SetResult();

        Assert.Equal(4, sent.Count(status => status == HttpStatusCode.Accepted));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("1", refused.Headers.RetryAfter!.ToString());
        var text = await listed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, text.Split("\"id\"").Length - 1);
        await EventuallyServedAsync(host);
    }

    private static async Task EventuallyServedAsync(IngressHost host)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await host.SendAsync(HttpMethod.Post, "/Slow/wait")).IsSuccessStatusCode)
            deadline.Token.ThrowIfCancellationRequested();
    }
}
