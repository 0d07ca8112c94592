using Holdfast.Engine;
using Holdfast.Restate.Wire;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>Streams that the protocol does not allow end in an error that says what came and where.</summary>
public sealed class BrokenStreams
{
    private static readonly byte[] _sleeping = WireBytes.Written(
        ProtocolVersion.V7, new SleepCommand(DateTimeOffset.UnixEpoch.AddDays(1), 1, "nap"));

    private static readonly byte[] _woken = NotificationBytes.Of(
        MessageType.SleepCompletion, new(NotificationId.Completion(1), EntryResult.Nothing));

    [Fact]
    public async Task Cut_off_at_any_byte_it_is_an_error_except_between_later_messages()
    {
        var journal = WireBytes.Journal(WireBytes.Frame(0x0400), _sleeping);
        byte[] whole = [.. journal, .. _woken, .. _woken];
        for (var length = 0; length < whole.Length; length++)
        {
            var reading = WireBytes.ToEndAsync(WireBytes.Reader(whole[..length]));
            if (length >= journal.Length && (length - journal.Length) % _woken.Length == 0)
                Assert.Equal((length - journal.Length) / _woken.Length, (await reading).Messages.Count);
            else
                await Assert.ThrowsAsync<ProtocolException>(() => reading);
        }
    }

    [Fact]
    public Task An_empty_request_is_refused() => RefusedAsync([], "has to begin with a start message");

    [Fact]
    public Task Cut_off_in_a_header_it_says_so() => RefusedAsync([0, 0, 0], "3 of the 8 bytes of its header");

    [Fact]
    public Task Cut_off_in_a_body_it_names_the_message() =>
        RefusedAsync([.. WireBytes.Journal(), .. _woken[..^1]], "SleepCompletion (0x800C): 3 of 4 bytes");

    [Fact]
    public Task Fewer_entries_than_announced_are_refused() =>
        RefusedAsync(
            [.. WireBytes.Frame(MessageType.Start, WireBytes.Start(3)), .. _sleeping],
            "after 1 journal entries; the start message announced 3");

    [Theory, InlineData(0x0008), InlineData(0x040F), InlineData(0x8003), InlineData(0xFC00), InlineData(0xFFFF)]
    public Task An_unknown_message_is_refused_by_its_number(int type) =>
        RefusedAsync([.. WireBytes.Journal(), .. WireBytes.Frame((ushort)type)], $"type 0x{type:X4}");

    [Fact]
    public Task Something_before_the_start_is_refused() =>
        RefusedAsync(_sleeping, "begins with SleepCommand (0x040C) instead of Start (0x0000)");

    [Theory, InlineData(0x0000), InlineData(0x0003), InlineData(0x0007)]
    public Task What_is_no_entry_is_refused_in_the_journal(int type) =>
        RefusedAsync(WireBytes.Journal(_sleeping, WireBytes.Frame((ushort)type)), "came as journal entry 1 of 2");

    [Theory, InlineData(0x0000), InlineData(0x0001), InlineData(0x0400), InlineData(0x0414)]
    public Task A_command_or_a_second_start_is_refused_after_the_journal(int type) =>
        RefusedAsync([.. WireBytes.Journal(), .. WireBytes.Frame((ushort)type)], "came after the journal");

    [Theory, InlineData(0x0401), InlineData(0x0403), InlineData(0x0407), InlineData(0x0408), InlineData(0x040B)]
    [InlineData(0x0410), InlineData(0x0412), InlineData(0x0413), InlineData(0x0414), InlineData(0x8011)]
    [InlineData(0xFBFF)]
    public Task What_lacks_its_result_or_target_is_refused_by_name(int type) =>
        RefusedAsync(WireBytes.Journal(WireBytes.Frame((ushort)type)), $"{(MessageType)type} (0x{type:X4}) has no ");

    [Fact]
    public Task A_completion_with_the_index_of_a_signal_is_refused() =>
        RefusedAsync(
            WireBytes.Journal(WireBytes.Frame(0x800C, 0x10, 0x01, 0x22, 0x00)), "has no completion id");

    [Fact]
    public async Task A_body_that_is_none_is_refused_with_its_cause()
    {
        var error = await RefusedAsync(
            WireBytes.Journal(WireBytes.Frame(0x0411, 0xFF)), "RunCommand (0x0411) cannot be parsed");
        Assert.IsType<Google.Protobuf.InvalidProtocolBufferException>(error.InnerException);
    }

    [Fact]
    public Task Text_that_is_not_UTF_8_is_refused() =>
        RefusedAsync(
            WireBytes.Journal(WireBytes.Frame(0x0411, 0x62, 0x02, 0xC3, 0x28)), "RunCommand (0x0411) cannot be parsed");

    [Fact]
    public async Task What_a_later_server_adds_to_a_message_is_ignored()
    {
        var run = await WireBytes.EntryAsync(WireBytes.Frame(0x0411, 0x58, 0x03, 0xA0, 0x06, 0x01));
        Assert.Equal(new RunCommand(3), run);
    }

    [Fact]
    public async Task Of_the_largest_size_a_message_passes()
    {
        var message = new InputCommandMessage { Value = new Value { Content = Zeros(0) } };
        var overhead = new InputCommandMessage { Value = new Value { Content = Zeros(WireBytes.DefaultLimit / 2) } }
            .CalculateSize() - WireBytes.DefaultLimit / 2;
        message.Value.Content = Zeros(WireBytes.DefaultLimit - overhead);
        Assert.Equal(WireBytes.DefaultLimit, message.CalculateSize());

        var input = (InputCommand)await WireBytes.EntryAsync(WireBytes.Frame(MessageType.InputCommand, message));
        Assert.Equal(WireBytes.DefaultLimit - overhead, input.Body.Length);
    }

    [Fact]
    public Task One_byte_larger_it_is_refused_by_its_header_alone() =>
        RefusedAsync(
            [.. WireBytes.Journal(), 0x80, 0x0D, 0, 0, 0x04, 0, 0, 0x01],
            "CallCompletion (0x800D) has 67108865 bytes, the limit is 67108864. Raise RestateEndpointOptions.");

    [Fact]
    public Task A_length_of_four_gigabytes_is_refused() =>
        RefusedAsync([0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], "has 4294967295 bytes");

    private static Google.Protobuf.ByteString Zeros(int length) =>
        Google.Protobuf.UnsafeByteOperations.UnsafeWrap(new byte[length]);

    private static async Task<ProtocolException> RefusedAsync(byte[] bytes, string saying)
    {
        var error = await Assert.ThrowsAsync<ProtocolException>(() => WireBytes.ToEndAsync(WireBytes.Reader(bytes)));
        Assert.Contains(saying, error.Message, StringComparison.Ordinal);
        return error;
    }
}
