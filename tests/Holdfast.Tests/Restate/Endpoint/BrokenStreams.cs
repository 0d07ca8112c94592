namespace Holdfast.Tests.Restate.Endpoint;

/// <summary>
/// Streams that end before their attempt: by the server, by the network, or because the program stops.
/// </summary>
public sealed class BrokenStreams
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource _executing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _charged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task When_the_server_goes_away_side_effects_are_told_and_the_next_request_is_served()
    {
        await using var host = await RestateHost.StartAsync<string, string>(ChargeAsync);
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(1), Frame.Input("\"for ever\""));
        await _executing.Task.WaitAsync(_deadline);
        await stream.BreakOffAsync();
        await _cancelled.Task.WaitAsync(_deadline);

        await using var next = await RestateStream.OpenAsync(host);
        await next.SendAsync(Frame.Start(1), Frame.Input("\"nothing\""));
        Assert.Equal([Frame.OutputType, Frame.EndType], (await next.ReadToEndAsync()).Types);
        Assert.DoesNotContain(host.Log.All, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task When_the_server_goes_away_in_the_middle_of_the_journal_the_next_request_is_served()
    {
        await using var host = await RestateHost.StartAsync<string, string>(ChargeAsync);
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(3), Frame.Input("\"for ever\""));
        await stream.BreakOffAsync();

        await using var next = await RestateStream.OpenAsync(host);
        await next.SendAsync(Frame.Start(1), Frame.Input("\"nothing\""));
        Assert.Equal([Frame.OutputType, Frame.EndType], (await next.ReadToEndAsync()).Types);
    }

    [Fact]
    public async Task When_the_program_stops_handlers_that_wait_are_suspended()
    {
        await using var host = await RestateHost.StartAsync<string, string>(ChargeAsync);
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(1), Frame.Input("\"tomorrow\""));
        Assert.Equal(Frame.SleepType, (await stream.ReadAsync())!.Type);
        var stopped = host.StopAsync();
        Assert.Equal([Frame.SuspensionType], (await stream.ReadToEndAsync()).Types);
        await stopped.WaitAsync(_deadline);
    }

    [Fact]
    public async Task When_the_program_stops_side_effects_may_finish_and_are_proposed()
    {
        await using var host = await RestateHost.StartAsync<string, string>(ChargeAsync);
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(1), Frame.Input("\"for ever\""));
        Assert.Equal(Frame.RunType, (await stream.ReadAsync())!.Type);
        await _executing.Task.WaitAsync(_deadline);
        var stopped = host.StopAsync();
        _charged.SetResult();
        Assert.Equal(
            [Frame.ProposeRunCompletionType, Frame.SuspensionType], (await stream.ReadToEndAsync()).Types);
        await stopped.WaitAsync(_deadline);
    }

    [Fact]
    public async Task When_the_program_stops_side_effects_that_do_not_finish_are_dropped()
    {
        await using var host = await RestateHost.StartAsync<string, string>(
            ChargeAsync, configure: options => options.DrainTimeout = TimeSpan.FromMilliseconds(50));
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(1), Frame.Input("\"for ever\""));
        Assert.Equal(Frame.RunType, (await stream.ReadAsync())!.Type);
        await _executing.Task.WaitAsync(_deadline);
        var stopped = host.StopAsync();
        await _cancelled.Task.WaitAsync(_deadline);
        await Assert.ThrowsAnyAsync<IOException>(() => stream.ReadAsync());
        await stopped.WaitAsync(_deadline);
    }

    private async Task<string> ChargeAsync(IWorkflowContext ctx, string when)
    {
        if (when == "tomorrow")
            await ctx.SleepAsync(TimeSpan.FromDays(1));
        if (when == "for ever")
            await ctx.RunAsync("charge", ExecuteAsync);
        return when;
    }

    private async Task ExecuteAsync(CancellationToken end)
    {
        _executing.TrySetResult();
        try
        {
            await _charged.Task.WaitAsync(end);
        }
        catch (OperationCanceledException)
        {
            _cancelled.SetResult();
            throw;
        }
    }
}
