using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// One running attempt: the channel between handler and scheduler. Messages reach the handler in journal order, and run
/// ahead of the disk: what must not is a side effect, which is sent off here.
/// </summary>
#pragma warning disable CA1001 // The source has no timer and no linked token: there is nothing in it to dispose.
internal sealed class LiveAttempt(EngineCore core, Scheduler scheduler, AttemptPool pool, Invocation invocation)
    : IInvocationChannel, IValueTaskSource<EngineMessage?>
#pragma warning restore CA1001
{
    // Filled inside units, emptied by the handler's pump at any time.
    private readonly ConcurrentQueue<(EngineMessage Message, int Position)> _inbox = new();
    private readonly CancellationTokenSource _dropped = new();

    // What continues is the pump's bell, which only queues work: it may ring inside of a unit.
    private ManualResetValueTaskSourceCore<bool> _wait;
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
    public int? FirstUnread() => _inbox.TryPeek(out var unread) ? unread.Position : null;

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

    public async ValueTask SendAsync(IReadOnlyList<AttemptMessage> messages, CancellationToken cancellationToken)
    {
        var waitFor = scheduler.Receive(this, messages);
        if (waitFor > 0)
            await core.Commit.WaitAsync(waitFor);
    }

    /// <summary>
    /// The token is not needed: a pump whose attempt ends does not wait for messages that may never come.
    /// </summary>
    public ValueTask<EngineMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_inbox.TryDequeue(out var next))
            return new(next.Message);
        using var unit = core.Enter();
        if (!_inbox.IsEmpty || _isClosed)
            return new(Next());
        _wait.Reset();
        IdleSince = core.Now;
        pool.OnIdle(this);
        return new(this, _wait.Version);
    }

    EngineMessage? IValueTaskSource<EngineMessage?>.GetResult(short token)
    {
        _wait.GetResult(token);
        return Next();
    }

    ValueTaskSourceStatus IValueTaskSource<EngineMessage?>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<EngineMessage?>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    // Null: the input was closed, and everything before that was taken.
    private EngineMessage? Next() => _inbox.TryDequeue(out var next) ? next.Message : null;

    private void WakeUp()
    {
        pool.OnBusy(this);
        IdleSince = null;
        _wait.SetResult(true);
    }
}
