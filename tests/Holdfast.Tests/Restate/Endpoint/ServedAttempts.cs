using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Restate.Endpoint;

/// <summary>What an attempt says on the wire, from the response's headers to its last message.</summary>
public sealed class ServedAttempts
{
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task The_response_begins_before_the_request_has_a_body(int version)
    {
        await using var host = await RestateHost.StartAsync<string, string>(Greet);
        await using var stream = await RestateStream.OpenAsync(host, version);
        Assert.Equal(200, (int)stream.Response.StatusCode);
        Assert.Equal(
            $"application/vnd.restate.invocation.v{version}", stream.Response.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("holdfast/", stream.Response.Headers.GetValues("x-restate-server").Single());

        await stream.SendAsync(Frame.Start(1), Frame.Input("\"Ann\""));
        var output = await stream.ReadAsync();
        Assert.Equal((Frame.OutputType, "\"Hello Ann\""), (output!.Type, output.Text(14, 1)));
        Assert.Equal(Frame.EndType, (await stream.ReadAsync())!.Type);
        Assert.Null(await stream.ReadAsync());
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public async Task A_side_effect_is_proposed_and_the_handler_goes_on_when_it_is_recorded(int version)
    {
        await using var host = await RestateHost.StartAsync<Unit, string>((ctx, _) => Charge(ctx));
        await using var stream = await RestateStream.OpenAsync(host, version);
        await stream.SendAsync(Frame.Start(1), Frame.Input(""));
        var run = await stream.ReadAsync();
        Assert.Equal((Frame.RunType, 1UL, "charge"), (run!.Type, run.Number(11), run.Text(12)));
        var proposal = await stream.ReadAsync();
        Assert.Equal(
            (Frame.ProposeRunCompletionType, 1UL, "\"paid\""), (proposal!.Type, proposal.Number(1), proposal.Text(14)));

        await stream.SendAsync(version == 7 ? Frame.RunAck(1) : Frame.RunDone(1, proposal.Bytes(14)));
        var output = await stream.ReadAsync();
        Assert.Equal((Frame.OutputType, "\"paid!\""), (output!.Type, output.Text(14, 1)));
        Assert.Equal(Frame.EndType, (await stream.ReadAsync())!.Type);
    }

    [Fact]
    public async Task Over_http_1_the_whole_request_is_answered_at_once()
    {
        await using var host = await RestateHost.StartAsync<string, string>(Greet, http11: true);
        await using var stream = await RestateStream.OpenAsync(
            host, frames: [Frame.Start(1), Frame.Input("\"Ann\"")]);
        Assert.Equal(new Version(1, 1), stream.Response.Version);
        Assert.Equal([Frame.OutputType, Frame.EndType], (await stream.ReadToEndAsync()).Types);
    }

    [Fact]
    public async Task Over_http_1_a_handler_that_waits_suspends()
    {
        await using var host = await RestateHost.StartAsync<Unit, Unit>((ctx, _) => Nap(ctx), http11: true);
        await using var stream = await RestateStream.OpenAsync(host, frames: [Frame.Start(1), Frame.Input("")]);
        Assert.Equal([Frame.SleepType, Frame.SuspensionType], (await stream.ReadToEndAsync()).Types);
    }

    [Fact]
    public async Task When_the_input_closes_a_waiting_handler_suspends_on_a_flat_list_in_version_6()
    {
        var suspension = await SuspendAsync(version: 6);
        Assert.Equal([1], suspension.Bytes(1));
        Assert.Equal([1], suspension.Bytes(2));
        Assert.Empty(suspension.Bytes(4));
    }

    [Fact]
    public async Task When_the_input_closes_a_waiting_handler_suspends_on_a_tree_in_version_7()
    {
        var suspension = await SuspendAsync(version: 7);
        Assert.Empty(suspension.Bytes(1));
        Assert.Empty(suspension.Bytes(2));
        Assert.NotEmpty(suspension.Bytes(4));
    }

    [Fact]
    public async Task A_recorded_journal_is_replayed_and_not_sent_again()
    {
        await using var host = await RestateHost.StartAsync<Unit, Unit>((ctx, _) => Nap(ctx));
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(3), Frame.Input(""), Frame.Sleep(1), Frame.SleepDone(1));
        Assert.Equal([Frame.OutputType, Frame.EndType], (await stream.ReadToEndAsync()).Types);
    }

    [Theory]
    [InlineData(6, true, 0)]
    [InlineData(7, true, 1)]
    [InlineData(7, false, 0)]
    public async Task A_journal_of_other_code_pauses_the_invocation_where_that_is_possible_and_wanted(
        int version, bool pause, ulong behavior)
    {
        await using var host = await RestateHost.StartAsync<Unit, string>(
            (ctx, _) => Charge(ctx), configure: options => options.PauseOnJournalMismatch = pause);
        await using var stream = await RestateStream.OpenAsync(host, version);
        await stream.SendAsync(Frame.Start(2), Frame.Input(""), Frame.Sleep(1));
        var error = await stream.ReadAsync();
        Assert.Equal((Frame.ErrorType, 570UL, behavior), (error!.Type, error.Number(1), error.Number(9)));
    }

    [Fact]
    public async Task Many_attempts_on_one_connection_do_not_wait_for_each_other()
    {
        await using var host = await RestateHost.StartAsync<Unit, Unit>((ctx, _) => Nap(ctx));
        var streams = await Task.WhenAll(Enumerable.Range(0, 250).Select(_ => RestateStream.OpenAsync(
            host, frames: [Frame.Start(1), Frame.Input("")])));
        foreach (var stream in streams)
            Assert.Equal(Frame.SleepType, (await stream.ReadAsync())!.Type);
        foreach (var stream in streams.Reverse())
        {
            await stream.SendAsync(Frame.SleepDone(1));
            Assert.Equal([Frame.OutputType, Frame.EndType], (await stream.ReadToEndAsync()).Types);
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_a_handler_logs_says_which_invocation()
    {
        await using var host = await RestateHost.StartAsync<Unit, Unit>(async (ctx, _) =>
        {
            await ctx.SleepAsync(TimeSpan.FromHours(1));
            Log.Paid(ctx.Logger);
            return Unit.Value;
        });
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(3), Frame.Input(""), Frame.Sleep(1), Frame.SleepDone(1));
        await stream.ReadToEndAsync();
        var line = Assert.Single(host.Log.All, line => line.Category == "Checkout/pay");
        Assert.Contains($"{Frame.InvocationId} Checkout/pay] paid", line.Text, StringComparison.Ordinal);
    }

    private static async Task<Frame> SuspendAsync(int version)
    {
        await using var host = await RestateHost.StartAsync<Unit, Unit>((ctx, _) => Nap(ctx));
        await using var stream = await RestateStream.OpenAsync(host, version);
        await stream.SendAsync(Frame.Start(1), Frame.Input(""));
        Assert.Equal(Frame.SleepType, (await stream.ReadAsync())!.Type);
        await stream.CloseInputAsync();
        var (types, suspension) = await stream.ReadToEndAsync();
        Assert.Equal([Frame.SuspensionType], types);
        return suspension;
    }

    private static Task<string> Greet(IWorkflowContext ctx, string name) => Task.FromResult($"Hello {name}");

    private static async Task<string> Charge(IWorkflowContext ctx) =>
        await ctx.RunAsync("charge", _ => Task.FromResult("paid")) + "!";

    private static async Task<Unit> Nap(IWorkflowContext ctx)
    {
        await ctx.SleepAsync(TimeSpan.FromHours(1));
        return Unit.Value;
    }
}

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "paid")]
    public static partial void Paid(ILogger logger);
}
