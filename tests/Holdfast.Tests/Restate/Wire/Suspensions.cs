using Holdfast.Engine;
using Holdfast.Restate.Wire;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>How the server is told what has to happen before it may wake an invocation.</summary>
public sealed class Suspensions
{
    // The server parses messages within messages to a depth of 100.
    private const int DeepestThatIsParsed = 100;

    [Theory, InlineData(5), InlineData(6)]
    public void Before_V7_it_is_one_list_of_everything_in_the_tree_each_once(int version)
    {
        var tree = Node(
            Combinator.AllCompleted,
            Completion(1),
            Node(Combinator.FirstCompleted, Completion(2), Completion(1), new AwaitTree.Leaf(NotificationId.Cancel)),
            new AwaitTree.Leaf(NotificationId.Signal("go")));
        var suspension = Written(tree, (ProtocolVersion)version);
        Assert.Null(suspension.AwaitingOn);
        Assert.Equal([1U, 2], suspension.WaitingCompletions);
        Assert.Equal([1U], suspension.WaitingSignals);
        Assert.Equal(["go"], suspension.WaitingNamedSignals);
    }

    [Fact]
    public void A_single_notification_is_a_node_of_one()
    {
        var future = Written(new AwaitTree.Leaf(NotificationId.Signal("go")), ProtocolVersion.V7).AwaitingOn;
        Assert.Equal(new Future { WaitingNamedSignals = { "go" } }, future);
    }

    [Theory]
    [InlineData(Combinator.Unknown)]
    [InlineData(Combinator.FirstCompleted)]
    [InlineData(Combinator.AllCompleted)]
    [InlineData(Combinator.FirstSucceededOrAllFailed)]
    [InlineData(Combinator.AllSucceededOrFirstFailed)]
    public void Rules_of_nodes_keep_their_number(Combinator combinator)
    {
        var future = Written(Node(combinator, Completion(1), Completion(2)), ProtocolVersion.V7).AwaitingOn;
        Assert.Equal(combinator.ToString(), future.CombinatorType.ToString());
        Assert.Equal([1U, 2], future.WaitingCompletions);
    }

    [Theory, InlineData(2), InlineData(60)]
    public void A_tree_keeps_its_shape_within_what_the_server_can_parse(int depth)
    {
        var future = Written(Nested(depth), ProtocolVersion.V7).AwaitingOn;
        Assert.Equal(depth, Depth(future));
    }

    [Theory, InlineData(99), InlineData(100_000)]
    public void A_deeper_one_wakes_on_any_of_its_leaves(int depth)
    {
        var suspension = Written(Nested(depth), ProtocolVersion.V7);
        Assert.InRange(Depth(suspension.AwaitingOn), 1, DeepestThatIsParsed - 1);
        Assert.Equal(CombinatorType.FirstCompleted, suspension.AwaitingOn.CombinatorType);
        Assert.Equal(depth + 1, suspension.AwaitingOn.WaitingCompletions.Distinct().Count());
    }

    /// <summary>Each node has a leaf and the next node, the last one two leaves.</summary>
    private static AwaitTree Nested(int depth)
    {
        AwaitTree tree = Completion(0);
        for (var i = 1; i <= depth; i++)
            tree = Node(Combinator.AllSucceededOrFirstFailed, Completion((uint)i), tree);
        return tree;
    }

    private static int Depth(Future future) => 1 + future.NestedFutures.Select(Depth).DefaultIfEmpty().Max();

    private static AwaitTree.Leaf Completion(uint id) => new(NotificationId.Completion(id));

    private static AwaitTree.Node Node(Combinator combinator, params AwaitTree[] children) => new(combinator, children);

    private static SuspensionMessage Written(AwaitTree tree, ProtocolVersion version) =>
        SuspensionMessage.Parser.ParseFrom(WireBytes.Written(version, new AttemptMessage.Suspend(tree)).AsSpan(8));
}
