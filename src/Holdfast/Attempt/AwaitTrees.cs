using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>Builds the trees that tell an engine what is awaited: without what is done already.</summary>
internal static class AwaitTrees
{
    public static AwaitTree Of(Combinator combinator, IReadOnlyList<DurableTask> tasks)
    {
        var pending = new List<AwaitTree>(tasks.Count);
        for (var i = 0; i < tasks.Count; i++)
        {
            if (!tasks[i].IsDone)
                pending.Add(tasks[i].Tree);
        }

        // Under each rule a node with one branch left is done when that branch is.
        return pending.Count == 1 ? pending[0] : new AwaitTree.Node(combinator, pending);
    }

    /// <summary>Several independent awaits: whichever is notified first.</summary>
    public static AwaitTree OfParked(List<DurableAwaiterBase> parked) =>
        parked.Count == 1
            ? parked[0].Task.Tree
            : new AwaitTree.Node(Combinator.Unknown, parked.ConvertAll(awaiter => awaiter.Task.Tree));
}
