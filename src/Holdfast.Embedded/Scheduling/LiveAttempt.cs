using System.Threading.Tasks.Sources;
using Holdfast.Embedded.Journal;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// One running attempt: the channel between handler and scheduler. Messages reach the handler in journal order, and run
/// ahead of the disk: what must not is a side effect, which is sent off here.
/// </summary>
#pragma warning disable CA1001 // The source has no timer and no linked token: there is nothing in it to dispose.
internal sealed class LiveAttempt(EngineCore core, Scheduler scheduler, AttemptPool pool, Invocation invocation)
    : IInvocationChannel, IValueTaskSource<EngineMessage?>, IValueTaskSource
#pragma warning restore CA1001
{
    // Filled inside units, emptied by the handler's pump at any time: locked.
    private readonly Queue<(EngineMessage Message, int Position)> _inbox = new();
    private readonly CancellationTokenSource _dropped = new();

    // What continues is the pump's bell, which only queues work: it may ring inside of a unit.
    private ManualResetValueTaskSourceCore<bool> _message;

    // The thread that tells of commits must not run handlers.
    private ManualResetValueTaskSourceCore<bool> _disk = new() { RunContinuationsAsynchronously = true };
    private Action<Exception?>? _onDisk;
    private volatile bool _isClosed;

    public Invocation Invocation { get; } = invocation;

    public CancellationToken Dropped => _dropped.Token;

    /// <summary>Since when the handler waits for a message; null while it runs.</summary>
    public DateTimeOffset? IdleSince { get; private set; }

    /// <summary>What the handler returned, until it ends.</summary>
    public EntryResult? Output { get; set; }

    /// <summary>What the handler said it waits for, for people who ask.</summary>
    public AwaitTree? WaitingOn { get; set; }

    /// <summary>Hands over a message. Inside a unit.</summary>
    /// <param name="message">The message.</param>
    /// <param name="position">Index of its notification in the journal.</param>
    public void Push(EngineMessage message, int position)
    {
        lock (_inbox)
            _inbox.Enqueue((message, position));
        if (IdleSince is not null)
            WakeUp();
    }

    /// <summary>Asks the handler to suspend as soon as it can do nothing more. Inside a unit.</summary>
    public void CloseInput()
    {
        _isClosed = true;
        if (IdleSince is not null)
            WakeUp();
    }

    /// <summary>
    /// Index in the journal of the first notification that the handler did not take, if any. Called after its end.
    /// </summary>
    public int? FirstUnread()
    {
        lock (_inbox)
            return _inbox.TryPeek(out var unread) ? unread.Position : null;
    }

    /// <summary>Ends the attempt without a word, as a crash would.</summary>
    public void Drop()
    {
        try
        {
            _dropped.Cancel();
        }
        catch (AggregateException)
        {
            // A callback that a side effect registered failed. That is not the failure of whoever dropped the attempt.
        }
    }

    /// <summary>Reports a failure that the attempt could not report itself. Inside a unit.</summary>
    public void Break(AttemptError error) => scheduler.Fail(this, error);

    /// <summary>Returns when side effects may run that were sent: what they follow from is durable.</summary>
    /// <exception cref="IOException">It never will be: the database failed.</exception>
    public ValueTask SendAsync(IReadOnlyList<AttemptMessage> messages, CancellationToken cancellationToken)
    {
        var waitFor = scheduler.Receive(this, messages);
        if (waitFor <= core.Commit.Durable)
            return ValueTask.CompletedTask;
        _disk.Reset();
        core.Commit.WhenDurable(waitFor, _onDisk ??= OnDisk);
        return new(this, _disk.Version);
    }

    /// <summary>
    /// The token is not needed: a pump whose attempt ends does not wait for messages that may never come.
    /// </summary>
    public ValueTask<EngineMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (Next() is { } next)
            return new(next);
        using var unit = core.Enter();
        if (Next() is { } late)
            return new(late);
        if (_isClosed)
            return new((EngineMessage?)null);
        _message.Reset();
        IdleSince = core.Now;
        pool.OnIdle(this);
        return new(this, _message.Version);
    }

    EngineMessage? IValueTaskSource<EngineMessage?>.GetResult(short token)
    {
        _message.GetResult(token);
        return Next();
    }

    ValueTaskSourceStatus IValueTaskSource<EngineMessage?>.GetStatus(short token) => _message.GetStatus(token);

    void IValueTaskSource<EngineMessage?>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _message.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => _disk.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _disk.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _disk.OnCompleted(continuation, state, token, flags);

    // Null: there is none. After a wait: the input was closed, and everything before that was taken.
    private EngineMessage? Next()
    {
        lock (_inbox)
            return _inbox.TryDequeue(out var next) ? next.Message : null;
    }

    private void OnDisk(Exception? error)
    {
        if (error is null)
            _disk.SetResult(true);
        else
            _disk.SetException(Milestone.NeverReached(error));
    }

    private void WakeUp()
    {
        pool.OnBusy(this);
        IdleSince = null;
        _message.SetResult(true);
    }
}
