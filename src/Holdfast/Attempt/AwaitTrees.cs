using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>Builds the trees that tell an engine what is awaited: without what is done already.</summary>
internal static class AwaitTrees
{
    public static AwaitTree Of(Combinator combinator, IReadOnlyList<DurableTask> tasks)
    {
        // An engine that would be wrong about how a branch ended looks in whenever one did: too often, never too late.
        var rule = AsksHowBranchesEnded(combinator) && !TellOutcome(tasks) ? Combinator.Unknown : combinator;
        var pending = new List<AwaitTree>(tasks.Count);
        for (var i = 0; i < tasks.Count; i++)
        {
            if (!tasks[i].IsDone)
                pending.Add(tasks[i].Tree);
        }

        // Under each rule a node with one branch left is done when that branch is.
        return pending.Count == 1 ? pending[0] : new AwaitTree.Node(rule, pending);
    }

    /// <summary>Whether a rule depends on success and failure of its branches, and not only on their end.</summary>
    public static bool AsksHowBranchesEnded(Combinator combinator) =>
        combinator is Combinator.FirstSucceededOrAllFailed or Combinator.AllSucceededOrFirstFailed;

    /// <summary>Whether what is not done yet tells by its tree how it ends.</summary>
    public static bool TellOutcome(IReadOnlyList<DurableTask> tasks)
    {
        for (var i = 0; i < tasks.Count; i++)
        {
            if (!tasks[i].IsDone && !tasks[i].TreeTellsOutcome)
                return false;
        }

        return true;
    }

    /// <summary>Several independent awaits: whichever is notified first.</summary>
    public static AwaitTree OfParked(List<DurableAwaiterBase> parked) =>
        parked.Count == 1
            ? parked[0].Task.Tree
            : new AwaitTree.Node(Combinator.Unknown, parked.ConvertAll(awaiter => awaiter.Task.Tree));
}
