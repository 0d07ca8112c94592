using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>Builds the await tree of a combined task.</summary>
internal static class Trees
{
    public static AwaitTree Of(Combinator combinator, IReadOnlyList<DurableTask> tasks) =>
        new AwaitTree.Node(combinator, [.. tasks.Select(task => task.Tree)]);

    /// <summary>The scheduler that all the tasks belong to.</summary>
    /// <exception cref="ArgumentException">There are no tasks: nothing could ever complete the combination.</exception>
    public static IAwaitScheduler SchedulerOf(IReadOnlyList<DurableTask> tasks) =>
        tasks.Count > 0 ? tasks[0].Scheduler : throw new ArgumentException("Give at least one task to combine", nameof(tasks));
}

internal sealed class WhenAllTask<T>(IReadOnlyList<DurableTask<T>> tasks) : DurableTask<IReadOnlyList<T>>(Trees.SchedulerOf(tasks))
{
    internal override AwaitTree Tree { get; } = Trees.Of(Combinator.AllSucceededOrFirstFailed, tasks);

    internal override IReadOnlyList<T> GetResult()
    {
        foreach (var failed in tasks.Where(task => Scheduler.IsDone(task.Tree)))
            failed.ThrowIfFailed();
        return [.. tasks.Select(task => task.GetResult())];
    }
}

internal sealed class WhenAllTask(IReadOnlyList<DurableTask> tasks) : DurableTask(Trees.SchedulerOf(tasks))
{
    internal override AwaitTree Tree { get; } = Trees.Of(Combinator.AllSucceededOrFirstFailed, tasks);

    internal override void ThrowIfFailed()
    {
        foreach (var done in tasks.Where(task => Scheduler.IsDone(task.Tree)))
            done.ThrowIfFailed();
    }
}

internal sealed class PairTask<T1, T2>(DurableTask<T1> first, DurableTask<T2> second)
    : DurableTask<(T1 First, T2 Second)>(first.Scheduler)
{
    private readonly WhenAllTask _both = new([first, second]);

    internal override AwaitTree Tree => _both.Tree;

    internal override (T1 First, T2 Second) GetResult()
    {
        _both.ThrowIfFailed();
        return (first.GetResult(), second.GetResult());
    }
}

internal sealed class WhenAnyTask<TTask>(IReadOnlyList<TTask> tasks) : DurableTask<TTask>(Trees.SchedulerOf(tasks))
    where TTask : DurableTask
{
    internal override AwaitTree Tree { get; } = Trees.Of(Combinator.FirstCompleted, tasks);

    internal override TTask GetResult() => tasks.First(task => Scheduler.IsDone(task.Tree));
}

internal sealed class AllSettledTask<TTask>(IReadOnlyList<TTask> tasks) : DurableTask<IReadOnlyList<TTask>>(Trees.SchedulerOf(tasks))
    where TTask : DurableTask
{
    internal override AwaitTree Tree { get; } = Trees.Of(Combinator.AllCompleted, tasks);

    internal override IReadOnlyList<TTask> GetResult() => tasks;
}

internal sealed class FirstSucceededTask<T>(IReadOnlyList<DurableTask<T>> tasks) : DurableTask<T>(Trees.SchedulerOf(tasks))
{
    internal override AwaitTree Tree { get; } = Trees.Of(Combinator.FirstSucceededOrAllFailed, tasks);

    internal override T GetResult()
    {
        TerminalException? last = null;
        foreach (var task in tasks.Where(task => Scheduler.IsDone(task.Tree)))
        {
            try
            {
                return task.GetResult();
            }
            catch (TerminalException failure)
            {
                last = failure;
            }
        }

        throw last!;
    }
}

internal sealed class WithinTask(DurableTask task, DurableTask timer) : DurableTask<bool>(task.Scheduler)
{
    internal override AwaitTree Tree { get; } = Trees.Of(Combinator.FirstCompleted, [task, timer]);

    internal override bool GetResult() => Scheduler.IsDone(task.Tree);
}

internal sealed class TimeoutTask<T>(DurableTask<T> task, DurableTask timer, string message) : DurableTask<T>(task.Scheduler)
{
    internal override AwaitTree Tree { get; } = Trees.Of(Combinator.FirstCompleted, [task, timer]);

    internal override T GetResult() =>
        Scheduler.IsDone(task.Tree) ? task.GetResult() : throw new TerminalException(message, ErrorCode.Timeout);
}

internal sealed class MappedTask<T, TResult>(DurableTask<T> task, Func<T, TResult> map) : DurableTask<TResult>(task.Scheduler)
{
    internal override AwaitTree Tree => task.Tree;

    internal override TResult GetResult() => map(task.GetResult());
}
