using Holdfast.Attempts;

namespace Holdfast;

public abstract partial class DurableTask
{
    /// <summary>
    /// Done when all succeeded, or one failed. The values, in the order of the tasks. Without tasks it is done at once.
    /// </summary>
    public static DurableTask<IReadOnlyList<T>> WhenAll<T>(params IReadOnlyList<DurableTask<T>> tasks) =>
        new WhenAllTask<T>([.. tasks]);

    /// <summary>Done when all succeeded, or one failed. Without tasks it is done at once.</summary>
    public static DurableTask WhenAll(params IReadOnlyList<DurableTask> tasks) => new WhenAllTask([.. tasks]);

    /// <summary>Done when both succeeded, or one failed.</summary>
    public static DurableTask<(T1 First, T2 Second)> WhenAll<T1, T2>(DurableTask<T1> first, DurableTask<T2> second) =>
        new WhenAllTupleTask<(T1, T2)>([first, second], () => (first.GetResult(), second.GetResult()));

    /// <summary>Done when all three succeeded, or one failed.</summary>
    public static DurableTask<(T1 First, T2 Second, T3 Third)> WhenAll<T1, T2, T3>(
        DurableTask<T1> first, DurableTask<T2> second, DurableTask<T3> third) =>
        new WhenAllTupleTask<(T1, T2, T3)>(
            [first, second, third], () => (first.GetResult(), second.GetResult(), third.GetResult()));

    /// <summary>Done when all four succeeded, or one failed.</summary>
    public static DurableTask<(T1 First, T2 Second, T3 Third, T4 Fourth)> WhenAll<T1, T2, T3, T4>(
        DurableTask<T1> first, DurableTask<T2> second, DurableTask<T3> third, DurableTask<T4> fourth) =>
        new WhenAllTupleTask<(T1, T2, T3, T4)>(
            [first, second, third, fourth],
            () => (first.GetResult(), second.GetResult(), third.GetResult(), fourth.GetResult()));

    /// <summary>Done when the first task is, well or not. Returns that task: await it for its value.</summary>
    /// <exception cref="ArgumentException">There are no tasks: nothing could ever complete it.</exception>
    public static DurableTask<DurableTask> WhenAny(params IReadOnlyList<DurableTask> tasks) =>
        new WhenAnyTask<DurableTask>([.. tasks]);

    /// <inheritdoc cref="WhenAny(IReadOnlyList{DurableTask})"/>
    public static DurableTask<DurableTask<T>> WhenAny<T>(params IReadOnlyList<DurableTask<T>> tasks) =>
        new WhenAnyTask<DurableTask<T>>([.. tasks]);

    /// <summary>The value of the first task that succeeds; fails with the last failure when all fail.</summary>
    /// <exception cref="ArgumentException">There are no tasks: nothing could ever complete it.</exception>
    public static DurableTask<T> WhenFirstSucceeded<T>(params IReadOnlyList<DurableTask<T>> tasks) =>
        new FirstSucceededTask<T>([.. tasks]);

    /// <summary>
    /// Done when all are, well or not. Never fails; await the tasks for their values. Without tasks it is done at once.
    /// </summary>
    public static DurableTask<IReadOnlyList<DurableTask<T>>> WhenAllSettled<T>(
        params IReadOnlyList<DurableTask<T>> tasks) =>
        new AllSettledTask<DurableTask<T>>([.. tasks]);

    /// <summary>
    /// True if this is done within the time (durable timer), false if not. Does not throw this task's failure.
    /// </summary>
    public DurableTask<bool> WithinAsync(TimeSpan timeout) =>
        new WithinTask(this, Scheduler.SleepAsync(timeout, "timeout"));
}
