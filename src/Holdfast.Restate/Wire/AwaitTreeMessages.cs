using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>What a handler waits for: a tree since V7, before that a list of everything in it.</summary>
internal static class AwaitTreeMessages
{
    // The server's parser gives up at a depth of 100.
    private const int MaxDepth = 64;

    public static SuspensionMessage Suspension(AwaitTree tree, ProtocolVersion version)
    {
        if (version >= ProtocolVersion.V7)
            return new() { AwaitingOn = Future(tree) };
        var leaves = AnyOf(tree);
        var suspension = new SuspensionMessage();
        suspension.WaitingCompletions.Add(leaves.WaitingCompletions);
        suspension.WaitingSignals.Add(leaves.WaitingSignals);
        suspension.WaitingNamedSignals.Add(leaves.WaitingNamedSignals);
        return suspension;
    }

    /// <summary>
    /// The tree, or any of its leaves if it is too deep to be sent: to wake up too often is safe. To flatten only its
    /// deep parts would not be, for a part that seems done too early may never wake the rest.
    /// </summary>
    public static Future Future(AwaitTree tree) => IsDeeperThan(MaxDepth, tree) ? AnyOf(tree) : Exactly(tree);

    private static bool IsDeeperThan(int levels, AwaitTree tree) =>
        tree is AwaitTree.Node node && (levels == 0 || node.Children.Any(child => IsDeeperThan(levels - 1, child)));

    private static Future Exactly(AwaitTree tree)
    {
        var future = new Future();
        if (tree is not AwaitTree.Node node)
        {
            Add(((AwaitTree.Leaf)tree).Id, future);
            return future;
        }

        future.CombinatorType = (CombinatorType)node.Combinator;
        foreach (var child in node.Children)
        {
            if (child is AwaitTree.Leaf leaf)
                Add(leaf.Id, future);
            else
                future.NestedFutures.Add(Exactly(child));
        }

        return future;
    }

    /// <summary>One node, done when any leaf is. Not recursive: the depth is the user's.</summary>
    private static Future AnyOf(AwaitTree tree)
    {
        var future = new Future { CombinatorType = CombinatorType.FirstCompleted };
        var seen = new HashSet<NotificationId>();
        var left = new Stack<AwaitTree>([tree]);
        while (left.TryPop(out var next))
        {
            if (next is AwaitTree.Node node)
            {
                for (var i = node.Children.Count - 1; i >= 0; i--)
                    left.Push(node.Children[i]);
            }
            else if (next is AwaitTree.Leaf leaf && seen.Add(leaf.Id))
            {
                Add(leaf.Id, future);
            }
        }

        return future;
    }

    private static void Add(NotificationId id, Future to)
    {
        switch (id.Kind)
        {
            case NotificationKind.Completion:
                to.WaitingCompletions.Add(id.Number);
                break;
            case NotificationKind.Signal:
                to.WaitingSignals.Add(id.Number);
                break;
            case NotificationKind.NamedSignal:
                to.WaitingNamedSignals.Add(id.Name);
                break;
        }
    }
}
