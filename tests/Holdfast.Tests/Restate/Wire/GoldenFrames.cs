using System.Text;
using Holdfast.Engine;
using Holdfast.Restate.Wire;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>Frames as bytes, worked out by hand from the field numbers of the protocol.</summary>
public sealed class GoldenFrames
{
    private static readonly Dictionary<string, string> _pair = new() { ["a"] = "b" };

    private static readonly Dictionary<string, (AttemptMessage Message, int Version, string Bytes)> _written = new()
    {
        ["end"] = (new AttemptMessage.End(), 6, "0003 0000 00000000"),
        ["sleep"] = (
            Issue(new SleepCommand(DateTimeOffset.FromUnixTimeMilliseconds(1000), 1, "nap")), 6,
            "040C 0000 0000000A" + "08E807" + "5801" + "62036E6170"),
        ["run"] = (Issue(new RunCommand(300, "pay")), 6, "0411 0000 00000008" + "58AC02" + "6203706179"),
        ["set state"] = (
            Issue(new SetStateCommand("k", Bytes("7"))), 6, "0403 0000 00000008" + "0A016B" + "1A030A0137"),
        ["output"] = (Issue(new OutputCommand(Value("7"))), 6, "0401 0000 00000005" + "72030A0137"),
        ["failure with metadata"] = (
            Issue(new OutputCommand(new EntryResult.Failure(409, "no", _pair))), 6,
            "0401 0000 00000011" + "7A0F" + "089903" + "12026E6F" + "1A060A0161120162"),
        ["call"] = (
            Issue(new CallCommand(new("S", "h", "k"), Bytes("1"), new() { IdempotencyKey = "i" }, 1, 2)), 6,
            "040D 0000 00000013" + "0A0153" + "120168" + "1A0131" + "2A016B" + "320169" + "5001" + "5802"),
        ["scoped send"] = (
            Issue(new OneWayCallCommand(
                new("S", "h"), Bytes("1"), new() { Scope = "s", LimitKey = "l" },
                DateTimeOffset.FromUnixTimeMilliseconds(5), 3)), 7,
            "040E 0000 00000013" + "0A0153" + "120168" + "1A0131" + "2005" + "420173" + "4A016C" + "5003"),
        ["cancel"] = (
            Issue(new SendSignalCommand("i", NotificationId.Cancel, EntryResult.Nothing)), 6,
            "0410 0000 00000007" + "0A0169" + "1001" + "2200"),
        ["named signal"] = (
            Issue(new SendSignalCommand("i", NotificationId.Signal("go"), Value("7"))), 6,
            "0410 0000 0000000C" + "0A0169" + "1A02676F" + "2A030A0137"),
        ["run result before V7"] = (
            new AttemptMessage.ProposeRunCompletion(3, Value("7")), 6, "0005 0000 00000005" + "0803" + "720137"),
        ["run result, to be acknowledged"] = (
            new AttemptMessage.ProposeRunCompletion(3, Value("7")), 7, "0005 8000 00000005" + "0803" + "720137"),
        ["suspension before V7"] = (
            new AttemptMessage.Suspend(Tree), 6, "0001 0000 0000000B" + "0A020102" + "120111" + "1A02676F"),
        ["suspension"] = (
            new AttemptMessage.Suspend(Tree), 7,
            "0001 0000 00000013" + "2211" + "0A0101" + "220C" + "0A0102" + "120111" + "1A02676F" + "2804"),
        ["awaiting"] = (
            new AttemptMessage.AwaitingOn(new AwaitTree.Leaf(NotificationId.Completion(1)), true), 7,
            "0006 0000 00000007" + "0A030A0101" + "1001"),
        ["error"] = (
            new AttemptMessage.Fail(new(500, "m", "d")
            {
                CommandIndex = 2,
                CommandName = "n",
                CommandType = typeof(RunCommand),
                NextRetryDelay = TimeSpan.FromMilliseconds(300),
                Behavior = ErrorBehavior.Pause,
            }), 7,
            "0002 0000 00000016" + "08F403" + "12016D" + "1A0164" + "2002" + "2A016E" + "309108" + "40AC02" + "4801"),
    };

    private static readonly Dictionary<string, (string Bytes, JournalEntry Entry)> _read = new()
    {
        ["input"] = (
            "0400 0000 0000000D" + "0A060A0161120162" + "72030A0137",
            new InputCommand(Bytes("7"), _pair)),
        ["state"] = ("8002 0000 00000007" + "0801" + "2A030A0137", Completed(1, Value("7"))),
        ["no state"] = ("8002 0000 00000004" + "0801" + "2200", Completed(1, EntryResult.Nothing)),
        ["state keys"] = (
            "8006 0000 0000000B" + "0802" + "8A01060A01620A0161", Completed(2, new EntryResult.StateKeys(["a", "b"]))),
        ["sleep"] = ("800C 0000 00000005" + "08AC02" + "2200", Completed(300, EntryResult.Nothing)),
        ["invocation id"] = (
            "800E 0000 00000006" + "0801" + "82010169", Completed(1, new EntryResult.InvocationIdResult("i"))),
        ["failed call"] = (
            "800D 0000 0000000B" + "0802" + "3207" + "089903" + "12026E6F",
            Completed(2, new EntryResult.Failure(409, "no"))),
        ["cancel"] = (
            "FBFF 0000 00000004" + "1001" + "2200", new Notification(NotificationId.Cancel, EntryResult.Nothing)),
        ["awakeable"] = (
            "FBFF 0000 00000007" + "1011" + "2A030A0137", new Notification(NotificationId.Signal(17), Value("7"))),
        ["named signal"] = (
            "FBFF 0000 00000009" + "1A02676F" + "2A030A0137",
            new Notification(NotificationId.Signal("go"), Value("7"))),
    };

    public static TheoryData<string> Written => [.. _written.Keys];

    public static TheoryData<string> Read => [.. _read.Keys];

    private static AwaitTree Tree => new AwaitTree.Node(
        Combinator.Unknown,
        [
            new AwaitTree.Leaf(NotificationId.Completion(1)),
            new AwaitTree.Node(
                Combinator.AllSucceededOrFirstFailed,
                [
                    new AwaitTree.Leaf(NotificationId.Signal("go")),
                    new AwaitTree.Leaf(NotificationId.Completion(2)),
                    new AwaitTree.Leaf(NotificationId.Signal(17)),
                ]),
        ]);

    [Theory, MemberData(nameof(Written))]
    public void It_is_written(string name)
    {
        var (message, version, bytes) = _written[name];
        Assert.Equal(Spaceless(bytes), Convert.ToHexString(WireBytes.Written((ProtocolVersion)version, message)));
    }

    [Theory, MemberData(nameof(Read))]
    public async Task It_is_read(string name)
    {
        var (bytes, entry) = _read[name];
        var read = await WireBytes.EntryAsync(Convert.FromHexString(Spaceless(bytes)));
        Assert.Equal(EntryText.Of(entry), EntryText.Of(read));
    }

    [Fact]
    public async Task A_start_message_is_read()
    {
        var id = Convert.ToHexString(WireBytes.RawId);
        var start = Convert.FromHexString(Spaceless(
            "0000 0000 0000003C" + "0A18" + id + "120169" + "1800" + "2206" + "0A0173" + "120137" + "2801"
            + "32016B" + "3803" + "40E807" + "482A" + "520163" + "5A016C" + "620165"));
        var read = await WireBytes.Reader(start).ReadStartAsync(default);

        Assert.Equal(WireBytes.InvocationId, read.InvocationId);
        Assert.Equal("k", read.Key);
        Assert.Equal(42UL, read.RandomSeed);
        Assert.Equal("7"u8, Assert.Single(read.State, entry => entry.Key == "s").Value.Span);
        Assert.True(read.StateIsPartial);
        Assert.Equal(3, read.RetryCount);
        Assert.Equal(TimeSpan.FromSeconds(1), read.RetryDuration);
        Assert.Equal(("c", "l", "e"), (read.Scope, read.LimitKey, read.IdempotencyKey));
        Assert.Empty(read.Journal);
    }

    [Fact]
    public async Task An_acknowledgement_of_a_run_is_read_and_those_of_commands_are_skipped()
    {
        byte[] later = [.. WireBytes.Frame(0x0004, 0x08, 1), .. WireBytes.Frame(0x0007, 0x08, 3)];
        var (_, messages) = await WireBytes.ToEndAsync(WireBytes.Reader([.. WireBytes.Journal(), .. later]));
        Assert.Equal(new EngineMessage.RunCompletionAck(3), Assert.Single(messages));
    }

    private static AttemptMessage.Issue Issue(Command command) => new(command);

    private static Notification Completed(uint id, EntryResult result) => new(NotificationId.Completion(id), result);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static EntryResult.Value Value(string text) => new(Bytes(text));

    private static string Spaceless(string bytes) => bytes.Replace(" ", "", StringComparison.Ordinal);
}
