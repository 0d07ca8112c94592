using System.Runtime.CompilerServices;

namespace Holdfast;

/// <summary>
/// One <c>await</c> of a <see cref="DurableTask"/>: holds the continuation that is resumed, or dropped on suspension.
/// </summary>
public abstract class DurableAwaiterBase : ICriticalNotifyCompletion
{
    private Action? _continuation;

    private protected DurableAwaiterBase(DurableTask task) => Task = task;

    /// <summary>Is the result known already?</summary>
    public bool IsCompleted
    {
        get
        {
            Task.Scheduler.Guard("await");
            return Task.IsDone;
        }
    }

    internal DurableTask Task { get; }

    /// <summary>Set when the invocation was cancelled while this waited.</summary>
    internal bool Cancelled { get; set; }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation)
    {
        _continuation = continuation;
        Task.Scheduler.Park(this);
    }

    internal void Resume() => _continuation!();

    private protected void ThrowUnlessDone()
    {
        if (Cancelled)
            throw new CancelledException();
        if (!Task.IsDone)
            throw Task.Scheduler.Blocking();
    }
}

/// <summary>Awaits a <see cref="DurableTask"/> without a value.</summary>
public sealed class DurableAwaiter : DurableAwaiterBase
{
    internal DurableAwaiter(DurableTask task)
        : base(task)
    {
    }

    /// <summary>Throws the failure, if that is the result.</summary>
    public void GetResult()
    {
        ThrowUnlessDone();
        Task.ThrowIfFailed();
    }
}

/// <summary>Awaits a <see cref="DurableTask{T}"/>.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public sealed class DurableAwaiter<T> : DurableAwaiterBase
{
    private readonly DurableTask<T> _task;

    internal DurableAwaiter(DurableTask<T> task)
        : base(task) => _task = task;

    /// <summary>The value, or throws the failure.</summary>
    public T GetResult()
    {
        ThrowUnlessDone();
        return _task.GetResult();
    }
}
