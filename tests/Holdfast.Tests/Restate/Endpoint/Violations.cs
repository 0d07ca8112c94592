using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Restate.Endpoint;

/// <summary>
/// Streams that break the protocol, and journals of other code: a defined error, a log line, and life goes on.
/// </summary>
public sealed class Violations
{
    private static readonly byte[] _noProtobuf = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80];

    public static TheoryData<string, byte[]> BrokenStarts => new()
    {
        { "nothing at all", [] },
        { "half of a header", [0, 0, 0] },
        { "no start message", Frame.Input("").ToArray() },
        { "an unknown type", new Frame(0x7ABC, []).ToArray() },
        { "a body that is no message", new Frame(Frame.StartType, _noProtobuf).ToArray() },
        { "a length beyond all limits", [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "half of a message", Frame.Start(1).ToArray()[..^3] },
        { "fewer entries than announced", [.. Frame.Start(2).ToArray(), .. Frame.Input("").ToArray()] },
        { "an unknown entry", [.. Frame.Start(1).ToArray(), .. new Frame(0x04FF, []).ToArray()] },
    };

    public static TheoryData<string, byte[]> BrokenLater => new()
    {
        { "an unknown type", new Frame(0x7ABC, []).ToArray() },
        { "a command", Frame.Sleep(2).ToArray() },
        { "a body that is no message", new Frame(Frame.SleepDoneType, _noProtobuf).ToArray() },
        { "half of a message", Frame.SleepDone(1).ToArray()[..^1] },
        { "a length beyond all limits", [0x80, 0x0C, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF] },
    };

    [Theory]
    [MemberData(nameof(BrokenStarts))]
    public async Task A_stream_that_begins_with_something_else_gets_571(string what, byte[] bytes)
    {
        await using var host = await StartAsync();
        await using (var stream = await RestateStream.OpenAsync(host))
        {
            await stream.SendAsync(bytes);
            await stream.CloseInputAsync();
            await AssertViolationAsync(host, stream, what);
        }

        await AssertServesAsync(host);
    }

    [Theory]
    [MemberData(nameof(BrokenLater))]
    public async Task A_stream_that_breaks_while_the_handler_waits_gets_571_after_what_was_said_before(
        string what, byte[] bytes)
    {
        await using var host = await StartAsync();
        await using (var stream = await RestateStream.OpenAsync(host))
        {
            await stream.SendAsync(Frame.Start(1), Frame.Input(""));
            Assert.Equal(Frame.SleepType, (await stream.ReadAsync())!.Type);
            await stream.SendAsync(bytes);
            await stream.CloseInputAsync();
            await AssertViolationAsync(host, stream, what);
        }

        await AssertServesAsync(host);
    }

    [Theory]
    [InlineData(6, 0UL)]
    [InlineData(7, 1UL)]
    public async Task A_journal_of_other_code_gets_570_and_pauses_where_the_version_can(int version, ulong behavior)
    {
        await using var host = await StartAsync();
        await using var stream = await RestateStream.OpenAsync(host, version);
        await stream.SendAsync(Frame.Start(2), Frame.Input(""), new Frame(Frame.RunType, [0x58, 1]));
        var error = await stream.ReadErrorAsync();
        Assert.Equal(570UL, error.Number(1));
        Assert.Contains("recorded 'run', code now issues 'sleep'", error.Text(2), StringComparison.Ordinal);
        Assert.Equal((1UL, (ulong)Frame.RunType, behavior), (error.Number(4), error.Number(6), error.Number(9)));
        AssertLogged(host, "570");
    }

    [Fact]
    public async Task What_a_handler_throws_is_an_error_500_with_its_stack_trace()
    {
        await using var host = await RestateHost.StartAsync<Unit, Unit>(
            (_, _) => throw new InvalidOperationException("no luck"));
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(1), Frame.Input(""));
        var error = await stream.ReadErrorAsync();
        Assert.Equal((500UL, "InvalidOperationException: no luck"), (error.Number(1), error.Text(2)));
        Assert.Contains(
            nameof(What_a_handler_throws_is_an_error_500_with_its_stack_trace),
            error.Text(3),
            StringComparison.Ordinal);
        AssertLogged(host, "no luck");
    }

    private static Task<RestateHost> StartAsync() => RestateHost.StartAsync<Unit, Unit>(async (ctx, _) =>
    {
        await ctx.SleepAsync(TimeSpan.FromHours(1));
        return Unit.Value;
    });

    private static async Task AssertViolationAsync(RestateHost host, RestateStream stream, string what)
    {
        Assert.Equal(200, (int)stream.Response.StatusCode);
        var error = await stream.ReadErrorAsync();
        Assert.True(error.Number(1) == 571, $"{what}: {error.Number(1)} {error.Text(2)}");
        Assert.NotEmpty(error.Text(2));
        AssertLogged(host, "571");
    }

    private static void AssertLogged(RestateHost host, string part) => Assert.Contains(host.Log.All, line =>
        line.Level == LogLevel.Warning
        && line.Text.Contains($"attempt of {Frame.InvocationId} failed", StringComparison.Ordinal)
        && line.Text.Contains(part, StringComparison.Ordinal));

    private static async Task AssertServesAsync(RestateHost host)
    {
        await using var next = await RestateStream.OpenAsync(host);
        await next.SendAsync(Frame.Start(3), Frame.Input(""), Frame.Sleep(1), Frame.SleepDone(1));
        Assert.Equal([Frame.OutputType, Frame.EndType], (await next.ReadToEndAsync()).Types);
    }
}
