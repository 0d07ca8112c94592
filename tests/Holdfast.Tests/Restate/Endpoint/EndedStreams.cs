using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.Restate.Endpoint;

/// <summary>
/// After its last message an attempt waits for the server to end the request: Kestrel keeps what it has to reset.
/// </summary>
public sealed class EndedStreams
{
    private const string ResetByKestrel = "completed without reading the entire request body";

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_response_ends_first_and_then_the_request_so_that_nothing_is_reset()
    {
        await using var host = await RestateHost.StartAsync<string, string>(Same);
        await using var stream = await AnsweredAsync(host);
        await stream.CloseInputAsync();
        await LogsAsync(host, "Request finished", () => { });
        await host.StopAsync();
        Assert.DoesNotContain(host.Log.All, line => line.Text.Contains(ResetByKestrel, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_does_not_end_the_request_is_not_waited_for_longer_than_five_seconds()
    {
        var time = new FakeTimeProvider();
        await using var host = await RestateHost.StartAsync<string, string>(Same, time: time);
        await using var stream = await AnsweredAsync(host);
        await LogsAsync(host, ResetByKestrel, () => time.Advance(TimeSpan.FromSeconds(5)));
    }

    private static async Task LogsAsync(RestateHost host, string text, Action meanwhile)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        while (!host.Log.All.Any(line => line.Text.Contains(text, StringComparison.Ordinal)))
        {
            meanwhile();
            await Task.Delay(10, deadline.Token);
        }
    }

    /// <summary>A stream whose response has ended, and whose request has not.</summary>
    private static async Task<RestateStream> AnsweredAsync(RestateHost host)
    {
        var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(1), Frame.Input("\"same\""));
        Assert.Equal(Frame.OutputType, (await stream.ReadAsync())!.Type);
        Assert.Equal(Frame.EndType, (await stream.ReadAsync())!.Type);
        Assert.Null(await stream.ReadAsync());
        return stream;
    }

    private static Task<string> Same(IWorkflowContext ctx, string same) => Task.FromResult(same);
}
