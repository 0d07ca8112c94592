using Holdfast.Embedded.Journal;

namespace Holdfast.Engine.Tests;

public sealed class EntryCodecTests
{
    private static readonly CallOptions _options = new()
    {
        IdempotencyKey = "once",
        Headers = new Dictionary<string, string> { ["a"] = "1" },
    };

    public static TheoryData<JournalEntry> Entries { get; } =
    [
        new InputCommand(Bytes("in"), new Dictionary<string, string> { ["h"] = "v" }),
        new OutputCommand(new EntryResult.Value(Bytes("out"))),
        new GetLazyStateCommand("k", 1),
        new GetLazyStateKeysCommand(2),
        new GetEagerStateCommand("k", EntryResult.Nothing),
        new GetEagerStateKeysCommand(new EntryResult.StateKeys(["a", "b"])),
        new SetStateCommand("k", Bytes("v")),
        new ClearStateCommand("k"),
        new ClearAllStateCommand(),
        new GetPromiseCommand("p", 3),
        new PeekPromiseCommand("p", 4),
        new CompletePromiseCommand(
            "p", new EntryResult.Failure(500, "no", new Dictionary<string, string> { ["m"] = "d" }), 5),
        new SleepCommand(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123), 6, "nap"),
        new CallCommand(new Target("s", "h", "k"), Bytes("p"), _options, 7, 8, "n"),
        new CallCommand(new Target("s", "h"), Bytes(""), CallOptions.None, 300_000, 300_001),
        new OneWayCallCommand(new Target("s", "h"), Bytes("p"), _options, DateTimeOffset.UnixEpoch, 9, "n"),
        new OneWayCallCommand(new Target("s", "h"), Bytes("p"), CallOptions.None, null, 10),
        new SendSignalCommand("inv_x", NotificationId.Cancel, EntryResult.Nothing),
        new SendSignalCommand("inv_x", NotificationId.Signal("go"), new EntryResult.Value(Bytes("1"))),
        new RunCommand(11, "run"),
        new AttachInvocationCommand(new InvocationTarget.ById("inv_x"), 12),
        new AttachInvocationCommand(new InvocationTarget.ByIdempotencyKey(new Target("s", "h", "k"), "i"), 13),
        new GetInvocationOutputCommand(new InvocationTarget.ByWorkflow("w", "k"), 14),
        new CompleteAwakeableCommand("sign_1x", new EntryResult.Value(Bytes("v"))),
        new Notification(NotificationId.Completion(1), new EntryResult.InvocationIdResult("inv_y")),
        new Notification(NotificationId.Signal(17), EntryResult.Nothing),
    ];

    [Theory]
    [MemberData(nameof(Entries))]
    public void Every_entry_reads_back_as_it_was_written(JournalEntry entry)
    {
        var back = RoundTrip(entry);
        Assert.Equal(Written(entry), Written(back));
        Assert.Equal(entry.GetType(), back.GetType());
    }

    [Fact]
    public void Every_command_type_is_covered_here()
    {
        var all = typeof(Command).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(JournalEntry)) && !type.IsAbstract);
        Assert.Empty(all.Except(Entries.Select(row => row.Data.GetType())));
    }

    [Fact]
    public void Any_truncation_is_reported_and_never_read_as_something_else()
    {
        foreach (var row in Entries)
        {
            var bytes = Written(row.Data);
            for (var length = 0; length < bytes.Length; length++)
                Assert.Throws<InvalidDataException>(() => Read(bytes.AsMemory(0, length)));
        }
    }

    private static JournalEntry RoundTrip(JournalEntry entry) => Read(Written(entry));

    private static byte[] Written(JournalEntry entry)
    {
        var writer = new EntryWriter();
        writer.Write(entry);
        return writer.ToArray();
    }

    private static JournalEntry Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new EntryReader(bytes);
        return reader.Entry();
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
