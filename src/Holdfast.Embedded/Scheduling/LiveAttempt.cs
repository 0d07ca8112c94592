using System.Threading.Channels;
using Holdfast.Engine;

namespace Holdfast.Embedded.Scheduling;

/// <summary>
/// One running attempt: the channel between handler and scheduler. Messages reach the handler in journal order; one
/// that acknowledges a side effect, and all behind it, only when the acknowledged result is durable.
/// </summary>
#pragma warning disable CA1001 // The source has no timer and no linked token: there is nothing in it to dispose.
internal sealed class LiveAttempt(EngineCore core, Scheduler scheduler, AttemptPool pool, Invocation invocation)
    : IInvocationChannel
#pragma warning restore CA1001
{
    private readonly Channel<(EngineMessage Message, int Position)> _inbox =
        Channel.CreateUnbounded<(EngineMessage, int)>(
            new() { SingleReader = true, AllowSynchronousContinuations = false });

    private readonly Queue<(EngineMessage Message, int Position, long Sequence)> _held = new();
    private readonly CancellationTokenSource _dropped = new();

    public Invocation Invocation { get; } = invocation;

    public CancellationToken Dropped => _dropped.Token;

    /// <summary>Since when the handler waits for a message; null while it runs.</summary>
    public DateTimeOffset? IdleSince { get; private set; }

    /// <summary>What the handler returned, until it ends.</summary>
    public EntryResult? Output { get; set; }

    /// <summary>What the handler said it waits for, for people who ask.</summary>
    public AwaitTree? WaitingOn { get; set; }

    /// <summary>Are there messages that wait for durability?</summary>
    public bool HoldsMessages => _held.Count > 0;

    /// <summary>Hands over a message. Inside a unit.</summary>
    /// <param name="message">The message.</param>
    /// <param name="position">Index of its notification in the journal.</param>
    /// <param name="sequence">It must not be seen before this is durable; 0: at once.</param>
    public void Push(EngineMessage message, int position, long sequence = 0)
    {
        _held.Enqueue((message, position, sequence));
        if (sequence > 0)
            core.Commit.WhenDurable(sequence, _ => ReleaseDurable());
        Release();
    }

    /// <summary>Asks the handler to suspend as soon as it can do nothing more. Inside a unit.</summary>
    public void CloseInput() => _inbox.Writer.TryComplete();

    /// <summary>
    /// Index in the journal of the first notification that the handler did not take, if any. Called after its end.
    /// </summary>
    public int? FirstUnread() =>
        _inbox.Reader.TryRead(out var unread) ? unread.Position : _held.TryPeek(out var held) ? held.Position : null;

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

    public ValueTask<EngineMessage?> ReceiveAsync(CancellationToken cancellationToken) =>
        _inbox.Reader.TryRead(out var next) ? new(next.Message) : WaitAsync(cancellationToken);

    private async ValueTask<EngineMessage?> WaitAsync(CancellationToken cancellationToken)
    {
        using (core.Enter())
        {
            IdleSince = core.Now;
            pool.OnIdle(this);
        }

        var more = await _inbox.Reader.WaitToReadAsync(cancellationToken);
        using (core.Enter())
        {
            pool.OnBusy(this);
            IdleSince = null;
        }

        return more && _inbox.Reader.TryRead(out var next) ? next.Message : null;
    }

    private void ReleaseDurable()
    {
        using var unit = core.Enter();
        Release();
    }

    private void Release()
    {
        // What comes after the input was closed stays here, as not read: the suspension must know of it.
        while (_held.TryPeek(out var head) && head.Sequence <= core.Commit.Durable
            && _inbox.Writer.TryWrite((head.Message, head.Position)))
        {
            _held.Dequeue();
        }
    }
}
