using System.IO.Pipelines;
using CsCheck;
using Holdfast.Engine;
using Holdfast.Restate.Wire;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>What the endpoint writes comes back on replay: nothing may be lost or change on the way.</summary>
public sealed class RoundTrips
{
    private const int Cases = 3_000;

    [Theory, InlineData(5), InlineData(6), InlineData(7)]
    public Task Each_command_is_read_back_as_it_was_written(int version) =>
        AnyEntry.Command((ProtocolVersion)version).SampleAsync(
            async command =>
            {
                var frame = WireBytes.Written((ProtocolVersion)version, command);
                var entry = await WireBytes.EntryAsync(frame, (ProtocolVersion)version);
                Assert.Equal(EntryText.Of(command), EntryText.Of(entry));
                Assert.Equal(command.GetType(), entry.GetType());
            },
            iter: Cases,
            threads: 1);

    [Theory, InlineData(5), InlineData(6), InlineData(7)]
    public Task Each_notification_is_read_in_the_journal_and_after_it(int version) =>
        AnyEntry.Notification((ProtocolVersion)version).SampleAsync(
            async sent =>
            {
                var frame = NotificationBytes.Of(sent.Type, sent.Notification);
                var reader = WireBytes.Reader([.. WireBytes.Journal(frame), .. frame], (ProtocolVersion)version);
                var (start, messages) = await WireBytes.ToEndAsync(reader);
                Assert.Equal(EntryText.Of(sent.Notification), EntryText.Of(Assert.Single(start.Journal)));
                Assert.Equal(EntryText.Of(sent.Notification), EntryText.Of(Assert.Single(messages)));
            },
            iter: Cases,
            threads: 1);

    [Fact]
    public void Every_kind_of_command_has_a_message()
    {
        var kinds = typeof(Command).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Command))).ToList();
        Assert.Equal(20, kinds.Count);
        Assert.All(kinds, kind => Assert.NotNull(MessageTypes.OfCommand(kind)));
    }

    [Fact]
    public Task A_stream_reads_the_same_however_it_is_cut_into_pieces() =>
        Gen.Select(
            AnyEntry.Command(ProtocolVersion.V7).Array[0, 5],
            AnyEntry.Notification(ProtocolVersion.V7).Array[0, 5],
            Gen.Int[1, 40].Array[1, 20]).SampleAsync(
            async stream =>
            {
                var (commands, notifications, cuts) = stream;
                var entries = commands.Select(command => WireBytes.Written(ProtocolVersion.V7, command)).ToArray();
                var later = notifications.Select(sent => NotificationBytes.Of(sent.Type, sent.Notification));
                byte[] bytes = [.. WireBytes.Journal(entries), .. later.SelectMany(frame => frame)];
                var (start, messages) = await ReadInPiecesAsync(bytes, cuts);
                Assert.Equal(commands.Select(EntryText.Of), start.Journal.Select(EntryText.Of));
                Assert.Equal(notifications.Select(n => EntryText.Of(n.Notification)), messages.Select(EntryText.Of));
            },
            iter: 500,
            threads: 1);

    /// <summary>
    /// Through a pipe of tiny segments, each piece flushed by itself; the sizes of the pieces start anew at the end.
    /// </summary>
    private static async Task<(AttemptStart Start, List<EngineMessage> Messages)> ReadInPiecesAsync(
        byte[] bytes, int[] pieces)
    {
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 16, pool: null, useSynchronizationContext: false));
        var reading = WireBytes.ToEndAsync(new(pipe.Reader, ProtocolVersion.V7, WireBytes.DefaultLimit));
        var at = 0;
        for (var piece = 0; at < bytes.Length; piece++)
        {
            var length = Math.Min(pieces[piece % pieces.Length], bytes.Length - at);
            await pipe.Writer.WriteAsync(bytes.AsMemory(at, length));
            at += length;
        }

        await pipe.Writer.CompleteAsync();
        return await reading;
    }
}
