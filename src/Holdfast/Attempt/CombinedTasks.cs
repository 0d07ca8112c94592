using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>Done when all succeeded, or one failed.</summary>
internal abstract class AllSucceededTask<T> : CombinedTask<T>
{
    private DurableTask? _failed;

    protected AllSucceededTask(DurableTask[] tasks)
        : base(Combinator.AllSucceededOrFirstFailed, tasks) => WatchOrSettleIfEmpty();

    protected sealed override Outcome Judge(DurableTask part)
    {
        if (part.Outcome == Outcome.Failed)
        {
            _failed = part;
            return Outcome.Failed;
        }

        return Unsettled == 0 ? Outcome.Succeeded : Outcome.Pending;
    }

    internal sealed override T GetResult()
    {
        _failed?.ThrowIfFailed();
        return Values();
    }

    protected abstract T Values();
}

internal sealed class WhenAllTask<T>(DurableTask<T>[] tasks) : AllSucceededTask<IReadOnlyList<T>>(tasks)
{
    protected override IReadOnlyList<T> Values() => Array.ConvertAll(Parts, task => ((DurableTask<T>)task).GetResult());
}

internal sealed class WhenAllTask(DurableTask[] tasks) : AllSucceededTask<Unit>(tasks)
{
    protected override Unit Values()
    {
        // A mapped task can throw although what it maps succeeded.
        foreach (var task in Parts)
            task.ThrowIfFailed();
        return Unit.Value;
    }
}

internal sealed class WhenAllTupleTask<T>(DurableTask[] tasks, Func<T> values) : AllSucceededTask<T>(tasks)
{
    protected override T Values() => values();
}

internal sealed class WhenAnyTask<TTask> : CombinedTask<TTask>
    where TTask : DurableTask
{
    private DurableTask? _winner;

    public WhenAnyTask(TTask[] tasks)
        : base(Combinator.FirstCompleted, AtLeastOne.Of(tasks)) => Watch();

    internal override TTask GetResult() => (TTask)_winner!;

    protected override Outcome Judge(DurableTask part)
    {
        _winner = part;
        return Outcome.Succeeded;
    }
}

internal sealed class AllSettledTask<TTask> : CombinedTask<IReadOnlyList<TTask>>
    where TTask : DurableTask
{
    public AllSettledTask(TTask[] tasks)
        : base(Combinator.AllCompleted, tasks) => WatchOrSettleIfEmpty();

    internal override IReadOnlyList<TTask> GetResult() => (TTask[])Parts;

    protected override Outcome Judge(DurableTask part) => Unsettled == 0 ? Outcome.Succeeded : Outcome.Pending;
}

internal sealed class FirstSucceededTask<T> : CombinedTask<T>
{
    private DurableTask<T>? _decisive;

    public FirstSucceededTask(DurableTask<T>[] tasks)
        : base(Combinator.FirstSucceededOrAllFailed, AtLeastOne.Of(tasks)) => Watch();

    internal override T GetResult() => _decisive!.GetResult();

    protected override Outcome Judge(DurableTask part)
    {
        _decisive = (DurableTask<T>)part;
        if (part.Outcome == Outcome.Succeeded)
            return Outcome.Succeeded;
        return Unsettled == 0 ? Outcome.Failed : Outcome.Pending;
    }
}

internal static class AtLeastOne
{
    public static TTask[] Of<TTask>(TTask[] tasks)
        where TTask : DurableTask =>
        tasks.Length > 0
            ? tasks
            : throw new ArgumentException(
                "Give at least one task: nothing could ever complete a race of none.", nameof(tasks));
}
