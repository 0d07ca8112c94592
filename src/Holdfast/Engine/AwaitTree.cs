namespace Holdfast.Engine;

/// <summary>
/// What a handler waits for, as a tree of notifications, so that an engine wakes it exactly when it can go on.
/// </summary>
public abstract record AwaitTree
{
    private AwaitTree()
    {
    }

    /// <summary>One notification.</summary>
    public sealed record Leaf(NotificationId Id) : AwaitTree;

    /// <summary>Several trees under one rule.</summary>
    /// <param name="Combinator">When the node counts as done.</param>
    /// <param name="Children">Its branches, in the order in which the handler named them.</param>
    public sealed record Node(Combinator Combinator, IReadOnlyList<AwaitTree> Children) : AwaitTree
    {
        /// <summary>Equal when rule and branches are.</summary>
        public bool Equals(Node? other) =>
            other is not null && Combinator == other.Combinator && Children.SequenceEqual(other.Children);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Combinator, Children.Count);
    }
}

/// <summary>When a node of an <see cref="AwaitTree"/> is done. Numbers are the wire's.</summary>
public enum Combinator
{
    /// <summary>When any branch completed; what several independent awaits amount to.</summary>
    Unknown = 0,

    /// <summary>When any branch completed, well or not.</summary>
    FirstCompleted = 1,

    /// <summary>When every branch completed, well or not.</summary>
    AllCompleted = 2,

    /// <summary>When one branch succeeded, or all failed.</summary>
    FirstSucceededOrAllFailed = 3,

    /// <summary>When all branches succeeded, or one failed.</summary>
    AllSucceededOrFirstFailed = 4,
}
