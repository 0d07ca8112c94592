using Google.Protobuf;
using Holdfast.Engine;
using Holdfast.Restate.Wire;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>What differs between the versions of the protocol: a peer is never sent what it does not know.</summary>
public sealed class Versions
{
    [Theory, InlineData(5, false), InlineData(6, false), InlineData(7, true)]
    public async Task Scopes_and_behaviours_of_errors_are_supported_since_V7(int version, bool supported)
    {
        var start = await WireBytes.Reader(WireBytes.Journal(), (ProtocolVersion)version).ReadStartAsync(default);
        Assert.Equal(supported, start.SupportsScopes);
        Assert.Equal(supported, start.SupportsErrorBehavior);
    }

    [Theory, InlineData(6), InlineData(7)]
    public async Task The_seed_is_the_server_s_since_V6(int version)
    {
        var message = WireBytes.Start(0);
        message.RandomSeed = ulong.MaxValue;
        Assert.Equal(ulong.MaxValue, (await StartAsync(message, (ProtocolVersion)version)).RandomSeed);
    }

    [Fact]
    public async Task In_V5_the_seed_is_a_function_of_the_id()
    {
        var seed = (await StartAsync(WireBytes.Start(0), ProtocolVersion.V5)).RandomSeed;
        // Journals outlive releases: this number must never change.
        Assert.Equal(13993985515872843109UL, seed);

        for (var i = 0; i < InvocationIdText.RawLength; i++)
        {
            var other = (byte[])WireBytes.RawId.Clone();
            other[i] ^= 1;
            var message = WireBytes.Start(0);
            message.Id = ByteString.CopyFrom(other);
            Assert.NotEqual(seed, (await StartAsync(message, ProtocolVersion.V5)).RandomSeed);
        }
    }

    [Theory, InlineData(5, false), InlineData(6, true), InlineData(7, true)]
    public async Task Failures_carry_their_metadata_since_V6(int version, bool carried)
    {
        var failure = new EntryResult.Failure(409, "no", new Dictionary<string, string> { ["a"] = "b" });
        Command[] commands =
        [
            new OutputCommand(failure),
            new CompleteAwakeableCommand("sign_1x", failure),
            new CompletePromiseCommand("p", failure, 1),
            new SendSignalCommand("i", NotificationId.Signal("go"), failure),
        ];
        var frames = commands.Select(command => WireBytes.Written((ProtocolVersion)version, command)).ToArray();
        var start = await WireBytes.Reader(WireBytes.Journal(frames)).ReadStartAsync(default);
        EntryResult[] read =
        [
            ((OutputCommand)start.Journal[0]).Result,
            ((CompleteAwakeableCommand)start.Journal[1]).Result,
            ((CompletePromiseCommand)start.Journal[2]).Result,
            ((SendSignalCommand)start.Journal[3]).Result,
        ];
        Assert.All(read, result => Assert.Equal(carried ? failure : failure with { Metadata = null }, result));

        var proposal = new AttemptMessage.ProposeRunCompletion(1, failure);
        var proposed = Body(WireBytes.Written((ProtocolVersion)version, proposal), ProposeRunCompletionMessage.Parser);
        Assert.Equal(carried ? 1 : 0, proposed.Failure.Metadata.Count);
    }

    [Theory, InlineData(5), InlineData(6)]
    public async Task Before_V7_no_scope_is_written(int version)
    {
        var options = new CallOptions { Scope = "s", LimitKey = "l" };
        Command[] commands =
        [
            new CallCommand(new("S", "h"), default, options, 1, 2),
            new OneWayCallCommand(new("S", "h"), default, options, null, 3),
            new AttachInvocationCommand(new InvocationTarget.ByWorkflow("W", "k", "s"), 4),
            new GetInvocationOutputCommand(new InvocationTarget.ByIdempotencyKey(new("S", "h"), "i", "s"), 5),
        ];
        var frames = commands.Select(command => WireBytes.Written((ProtocolVersion)version, command)).ToArray();
        var journal = (await WireBytes.Reader(WireBytes.Journal(frames)).ReadStartAsync(default)).Journal;
        Assert.Equal(CallOptions.None, ((CallCommand)journal[0]).Options);
        Assert.Equal(CallOptions.None, ((OneWayCallCommand)journal[1]).Options);
        Assert.Equal(
            new AttachInvocationCommand(new InvocationTarget.ByWorkflow("W", "k"), 4), journal[2]);
        Assert.Equal(
            new GetInvocationOutputCommand(new InvocationTarget.ByIdempotencyKey(new("S", "h"), "i"), 5), journal[3]);
    }

    [Theory, InlineData(5), InlineData(6)]
    public void Before_V7_the_server_is_not_told_what_is_awaited(int version)
    {
        var awaiting = new AttemptMessage.AwaitingOn(new AwaitTree.Leaf(NotificationId.Cancel), false);
        Assert.Empty(WireBytes.Written((ProtocolVersion)version, awaiting));
    }

    [Theory, InlineData(5, 0), InlineData(6, 0), InlineData(7, 1)]
    public void Errors_say_what_to_do_since_V7(int version, int behavior)
    {
        var error = new AttemptError(500, "m") { Behavior = Holdfast.Engine.ErrorBehavior.Pause };
        var written = WireBytes.Written((ProtocolVersion)version, new AttemptMessage.Fail(error));
        Assert.Equal(behavior, (int)Body(written, ErrorMessage.Parser).Behavior);
    }

    private static Task<AttemptStart> StartAsync(StartMessage message, ProtocolVersion version) =>
        WireBytes.Reader(WireBytes.Frame(MessageType.Start, message), version).ReadStartAsync(default);

    private static T Body<T>(byte[] frame, MessageParser<T> parser)
        where T : IMessage<T> => parser.ParseFrom(frame.AsSpan(8));
}
