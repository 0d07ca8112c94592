using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>Was the task done before the timer?</summary>
internal sealed class WithinTask : CombinedTask<bool>
{
    private readonly DurableTask _task;
    private bool _inTime;

    public WithinTask(DurableTask task, DurableTask timer)
        : base(Combinator.FirstCompleted, [task, timer])
    {
        _task = task;
        Watch();
    }

    internal override bool GetResult() => _inTime;

    protected override Outcome Judge(DurableTask part)
    {
        _inTime = ReferenceEquals(part, _task);
        return Outcome.Succeeded;
    }
}

/// <summary>
/// The task, or a failure when the timer was first. The rule is unknown to engines: the timer's success is a failure.
/// </summary>
internal sealed class TimeoutTask<T> : CombinedTask<T>
{
    private readonly DurableTask<T> _task;
    private readonly TimeSpan _timeout;
    private readonly string? _message;
    private bool _inTime;

    public TimeoutTask(DurableTask<T> task, DurableTask timer, TimeSpan timeout, string? message)
        : base(Combinator.Unknown, [task, timer])
    {
        (_task, _timeout, _message) = (task, timeout, message);
        Watch();
    }

    internal override T GetResult() => _inTime
        ? _task.GetResult()
        : throw new TerminalException(_message ?? $"Timed out after {_timeout}", ErrorCode.Timeout);

    protected override Outcome Judge(DurableTask part)
    {
        _inTime = ReferenceEquals(part, _task);
        return _inTime ? part.Outcome : Outcome.Failed;
    }
}

/// <summary>
/// The mapped value of a task. It settles as the task does: a map that throws is a success to combinators, and throws
/// where the value is taken.
/// </summary>
internal sealed class MappedTask<TResult> : DurableTask<TResult>, IDependent
{
    private readonly DurableTask _task;
    private readonly Func<TResult> _map;
    private (bool IsKnown, TResult Value) _mapped;

    /// <param name="task">The task.</param>
    /// <param name="map">Takes the task's result, once it is done, and maps it.</param>
    public MappedTask(DurableTask task, Func<TResult> map)
        : base(task.Scheduler)
    {
        (_task, _map) = (task, map);
        task.AddDependent(this);
    }

    internal override AwaitTree Tree => _task.Tree;

    internal override bool TreeTellsOutcome => _task.TreeTellsOutcome;

    public void Settled(DurableTask part) => Settle(part.Outcome);

    internal override TResult GetResult()
    {
        if (!_mapped.IsKnown)
            _mapped = (true, _map());
        return _mapped.Value;
    }
}
