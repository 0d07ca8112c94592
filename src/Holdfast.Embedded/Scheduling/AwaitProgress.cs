using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>How far an await tree is, given what was notified.</summary>
internal enum AwaitProgress
{
    /// <summary>More notifications are needed.</summary>
    Pending,

    /// <summary>Done, well.</summary>
    Succeeded,

    /// <summary>Done, with a failure.</summary>
    Failed,
}

/// <summary>Evaluates await trees.</summary>
internal static class AwaitTreeEvaluation
{
    /// <summary>How far the tree is.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="resultOf">The result notified for an id; null while there is none.</param>
    public static AwaitProgress ProgressOf(this AwaitTree tree, Func<NotificationId, EntryResult?> resultOf)
    {
        if (tree is AwaitTree.Leaf leaf)
        {
            return resultOf(leaf.Id) switch
            {
                null => AwaitProgress.Pending,
                { IsFailure: true } => AwaitProgress.Failed,
                _ => AwaitProgress.Succeeded,
            };
        }

        var node = (AwaitTree.Node)tree;
        var (succeeded, failed) = (0, 0);
        foreach (var child in node.Children)
        {
            var progress = child.ProgressOf(resultOf);
            if (progress == AwaitProgress.Pending)
                continue;
            if (node.Combinator is Combinator.Unknown or Combinator.FirstCompleted)
                return progress;
            if (progress == AwaitProgress.Succeeded)
                succeeded++;
            else
                failed++;
        }

        var all = succeeded + failed == node.Children.Count;
        return node.Combinator switch
        {
            Combinator.AllCompleted when all => AwaitProgress.Succeeded,
            Combinator.FirstSucceededOrAllFailed when succeeded > 0 => AwaitProgress.Succeeded,
            Combinator.FirstSucceededOrAllFailed when all => AwaitProgress.Failed,
            Combinator.AllSucceededOrFirstFailed when failed > 0 => AwaitProgress.Failed,
            Combinator.AllSucceededOrFirstFailed when all => AwaitProgress.Succeeded,
            _ => AwaitProgress.Pending,
        };
    }
}
