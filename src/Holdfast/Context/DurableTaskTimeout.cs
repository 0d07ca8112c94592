using Holdfast.Attempts;

namespace Holdfast;

/// <summary>Timeouts and projections of durable tasks.</summary>
public static class DurableTaskExtensions
{
    /// <summary>
    /// The value if it is there within the time (durable timer); else a <see cref="TerminalException"/> with code 408.
    /// </summary>
    public static DurableTask<T> OrTimeout<T>(this DurableTask<T> task, TimeSpan timeout, string? message = null) =>
        new TimeoutTask<T>(
            task,
            task.Scheduler.SleepAsync(timeout, "timeout"),
            timeout,
            message);

    /// <summary>The value, mapped once it is there. The function must be pure.</summary>
    public static DurableTask<TResult> Select<T, TResult>(this DurableTask<T> task, Func<T, TResult> map) =>
        new MappedTask<TResult>(task, () => map(task.GetResult()));

    /// <summary>A value once the task is done. The function must be pure.</summary>
    public static DurableTask<TResult> Select<TResult>(this DurableTask task, Func<TResult> map) =>
        new MappedTask<TResult>(task, () =>
        {
            task.ThrowIfFailed();
            return map();
        });
}
