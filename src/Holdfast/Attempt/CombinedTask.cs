using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>
/// A task that settles by a rule over others. It learns of them one at a time, in the order in which they were
/// notified, so that its outcome is fixed by the journal and not by when it is awaited.
/// </summary>
internal abstract class CombinedTask<T> : DurableTask<T>, IDependent
{
    private readonly Combinator _combinator;

    protected CombinedTask(Combinator combinator, DurableTask[] parts)
        : base(SchedulerOf(parts))
    {
        _combinator = combinator;
        Parts = parts;
        Unsettled = parts.Length;
    }

    internal override AwaitTree Tree => AwaitTrees.Of(_combinator, Parts);

    // A race succeeds though its winner failed, a time-out fails though its timer succeeded.
    internal override bool TreeTellsOutcome =>
        AwaitTrees.AsksHowBranchesEnded(_combinator) && AwaitTrees.TellOutcome(Parts);

    protected DurableTask[] Parts { get; }

    /// <summary>How many parts have not settled yet.</summary>
    protected int Unsettled { get; private set; }

    public void Settled(DurableTask part)
    {
        Unsettled--;
        if (!IsDone && Judge(part) is var outcome and not Outcome.Pending)
            Settle(outcome);
    }

    /// <summary>Listens to the parts. Last in a constructor: parts that are done are judged at once.</summary>
    protected void Watch()
    {
        foreach (var part in Parts)
            part.AddDependent(this);
    }

    /// <summary>For combinations that nothing has to complete when they are empty.</summary>
    protected void WatchOrSettleIfEmpty()
    {
        if (Parts.Length == 0)
            Settle(Outcome.Succeeded);
        else
            Watch();
    }

    /// <summary>The outcome, now that one more part settled.</summary>
    protected abstract Outcome Judge(DurableTask part);

    private static IAwaitScheduler SchedulerOf(DurableTask[] parts)
    {
        foreach (var part in parts)
        {
            if (part.Scheduler is not NothingToAwait)
                return part.Scheduler;
        }

        return NothingToAwait.Instance;
    }
}

/// <summary>
/// The scheduler of combinations of no tasks: they belong to no attempt, and are done from the start.
/// </summary>
internal sealed class NothingToAwait : IAwaitScheduler
{
    public static readonly NothingToAwait Instance = new();

    public void Guard(string call)
    {
    }

    public void Park(DurableAwaiterBase awaiter) => throw Blocking();

    public AttemptException Blocking() =>
        throw new System.Diagnostics.UnreachableException("An empty combination is done.");

    public DurableTask SleepAsync(TimeSpan duration, string? name) => new WhenAllTask([]);
}
