using Holdfast.Attempts;
using Holdfast.Engine;

namespace Holdfast;

/// <summary>
/// Something durable under way: a call, a timer, a side effect. It started when it was created; it can be awaited any
/// number of times, and combined.
/// </summary>
public abstract partial class DurableTask
{
    private IDependent? _dependent;
    private List<IDependent>? _moreDependents;

    private protected DurableTask(IAwaitScheduler scheduler) => Scheduler = scheduler;

    internal IAwaitScheduler Scheduler { get; }

    internal Outcome Outcome { get; private set; }

    internal bool IsDone => Outcome != Outcome.Pending;

    /// <summary>What has still to be notified before this is done. Only while it is not.</summary>
    internal abstract AwaitTree Tree { get; }

    /// <summary>
    /// Whether this succeeds and fails exactly as its tree does: combinations of it may be told to engines by their
    /// rule.
    /// </summary>
    internal virtual bool TreeTellsOutcome => true;

    /// <summary>Makes <c>await</c> work.</summary>
    public DurableAwaiter GetAwaiter() => new(this);

    /// <summary>Called once it is done. Throws the failure, if that is the result.</summary>
    internal abstract void ThrowIfFailed();

    /// <summary>Tells <paramref name="dependent"/> when this settles; at once if it has.</summary>
    internal void AddDependent(IDependent dependent)
    {
        if (IsDone)
            dependent.Settled(this);
        else if (_dependent is null)
            _dependent = dependent;
        else
            (_moreDependents ??= []).Add(dependent);
    }

    /// <summary>The outcome is known; later ones do not count.</summary>
    private protected void Settle(Outcome outcome)
    {
        if (IsDone)
            return;
        Outcome = outcome;
        _dependent?.Settled(this);
        _moreDependents?.ForEach(dependent => dependent.Settled(this));
        (_dependent, _moreDependents) = (null, null);
    }
}

/// <summary>A <see cref="DurableTask"/> with a value.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public abstract class DurableTask<T> : DurableTask
{
    private protected DurableTask(IAwaitScheduler scheduler)
        : base(scheduler)
    {
    }

    /// <summary>Makes <c>await</c> work.</summary>
    public new DurableAwaiter<T> GetAwaiter() => new(this);

    /// <summary>Called once it is done. Throws the failure, if that is the result.</summary>
    internal abstract T GetResult();

    internal override void ThrowIfFailed() => GetResult();
}

/// <summary>A call under way: its result, and the id of the invocation that it started.</summary>
/// <typeparam name="T">Type of the result.</typeparam>
public abstract class DurableCall<T> : DurableTask<T>
{
    private protected DurableCall(IAwaitScheduler scheduler)
        : base(scheduler)
    {
    }

    /// <summary>Id of the invocation that was started, <c>inv_…</c>.</summary>
    public abstract DurableTask<string> InvocationId { get; }
}
