using Google.Protobuf;
using Holdfast.Engine;
using Holdfast.Restate.Wire;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>What an attempt is told at its start, and what of it is refused.</summary>
public sealed class Starts
{
    [Fact]
    public async Task What_is_empty_is_missing()
    {
        var message = WireBytes.Start(0);
        (message.Key, message.Scope, message.LimitKey, message.IdempotencyKey) = ("", "", "", "");
        var start = await ReadAsync(message);
        Assert.Null(start.Key);
        Assert.Null(start.Scope);
        Assert.Null(start.LimitKey);
        Assert.Null(start.IdempotencyKey);
    }

    [Fact]
    public async Task State_that_is_empty_is_there()
    {
        var message = WireBytes.Start(0);
        message.StateMap.Add(new StartMessage.Types.StateEntry { Key = ByteString.CopyFromUtf8("é") });
        var entry = Assert.Single((await ReadAsync(message)).State);
        Assert.Equal("é", entry.Key);
        Assert.True(entry.Value.IsEmpty);
    }

    [Fact]
    public async Task Counts_and_times_beyond_what_is_possible_become_the_largest()
    {
        var message = WireBytes.Start(0);
        message.RetryCountSinceLastStoredEntry = uint.MaxValue;
        message.DurationSinceLastStoredEntry = ulong.MaxValue;
        var start = await ReadAsync(message);
        Assert.Equal(int.MaxValue, start.RetryCount);
        Assert.Equal(TimeSpan.MaxValue, start.RetryDuration);

        var sleep = new SleepCommandMessage { WakeUpTime = ulong.MaxValue };
        var entry = (SleepCommand)await WireBytes.EntryAsync(WireBytes.Frame(MessageType.SleepCommand, sleep));
        Assert.Equal(9999, entry.WakeUpTime.Year);
    }

    [Theory, InlineData(0), InlineData(23), InlineData(25)]
    public async Task An_id_of_another_length_is_refused(int length)
    {
        var message = WireBytes.Start(0);
        message.Id = ByteString.CopyFrom(new byte[length]);
        var error = await Assert.ThrowsAsync<ProtocolException>(() => ReadAsync(message));
        Assert.Contains($"{length} bytes instead of 24", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_key_that_is_no_text_is_refused_with_its_bytes()
    {
        var message = WireBytes.Start(0);
        message.StateMap.Add(new StartMessage.Types.StateEntry { Key = ByteString.CopyFrom(0xC3, 0x28) });
        var error = await Assert.ThrowsAsync<ProtocolException>(() => ReadAsync(message));
        Assert.Contains("0xC328", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_comes_twice_has_both_values()
    {
        var message = new InputCommandMessage
        {
            Headers =
            {
                new Header { Key = "accept", Value = "a" },
                new Header { Key = "b", Value = "x" },
                new Header { Key = "accept", Value = "c" },
            },
        };
        var input = (InputCommand)await WireBytes.EntryAsync(WireBytes.Frame(MessageType.InputCommand, message));
        Assert.Equal("a, c", input.Headers["accept"]);
        Assert.Equal("x", input.Headers["b"]);
    }

    [Fact]
    public async Task An_input_without_a_value_is_empty()
    {
        var input = (InputCommand)await WireBytes.EntryAsync(WireBytes.Frame(0x0400));
        Assert.True(input.Body.IsEmpty);
        Assert.Empty(input.Headers);
    }

    [Fact]
    public async Task Keys_of_state_come_in_the_order_that_the_port_promises()
    {
        // By UTF-8 bytes the first is smaller, by UTF-16 units the second.
        var keys = new EntryResult.StateKeys(["\uFF5E", "😀", "b", "a"]);
        var sent = new Notification(NotificationId.Completion(1), keys);
        var frame = NotificationBytes.Of(MessageType.GetLazyStateKeysCompletion, sent);
        var read = (Notification)await WireBytes.EntryAsync(frame);
        Assert.Equal(["a", "b", "😀", "\uFF5E"], Assert.IsType<EntryResult.StateKeys>(read.Result).Keys);
    }

    [Fact]
    public async Task Times_are_rounded_up_so_that_nothing_is_due_too_early()
    {
        var time = DateTimeOffset.UnixEpoch.AddTicks(TimeSpan.TicksPerSecond + 1);
        var frame = WireBytes.Written(ProtocolVersion.V7, new SleepCommand(time, 1));
        var sleep = (SleepCommand)await WireBytes.EntryAsync(frame);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1001), sleep.WakeUpTime);
    }

    [Fact]
    public async Task Times_before_1970_and_for_ever_stay_within_what_can_be_read_back()
    {
        var past = new SleepCommand(DateTimeOffset.MinValue, 1);
        var forEver = new SleepCommand(DateTimeOffset.MaxValue, 1);
        Assert.Equal(DateTimeOffset.UnixEpoch, await WokenAtAsync(past));
        Assert.Equal(9999, (await WokenAtAsync(forEver)).Year);
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_in_a_text_is_replaced_and_breaks_nothing()
    {
        var failure = new EntryResult.Failure(500, "cut \uD83D");
        var frame = WireBytes.Written(ProtocolVersion.V7, new OutputCommand(failure));
        var output = (OutputCommand)await WireBytes.EntryAsync(frame);
        Assert.Equal("cut \uFFFD", Assert.IsType<EntryResult.Failure>(output.Result).Message);
    }

    private static async Task<DateTimeOffset> WokenAtAsync(SleepCommand sleep) =>
        ((SleepCommand)await WireBytes.EntryAsync(WireBytes.Written(ProtocolVersion.V7, sleep))).WakeUpTime;

    private static Task<AttemptStart> ReadAsync(StartMessage message) =>
        WireBytes.Reader(WireBytes.Frame(MessageType.Start, message)).ReadStartAsync(default);
}
