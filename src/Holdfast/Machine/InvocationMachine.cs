using Holdfast.Engine;

namespace Holdfast.Machine;

/// <summary>
/// Replays a journal and goes on from its end: commands and notifications in, messages out. It does no I/O, reads no
/// clock and starts no thread. Replaying is not a mode: whether a command is compared or sent follows from whether a
/// recorded one is left.
/// </summary>
internal sealed class InvocationMachine
{
    private static readonly AwaitTree.Leaf _cancellation = new(NotificationId.Cancel);

    private readonly AttemptStart _start;
    private readonly RecordedCommands _recorded;
    private readonly NotificationInbox _inbox = new();
    private readonly ChildCalls _children;
    private readonly Dictionary<uint, EntryResult> _proposed = [];
    private List<AttemptMessage> _outbox = [];
    private uint _lastCompletionId;
    private uint _nextAwakeable = NotificationId.FirstAwakeableSignal;
    private bool _cancelling;

    public InvocationMachine(string handler, AttemptStart start)
    {
        _start = start;
        Errors = new(handler, start);
        State = new(start);
        _recorded = new(start.Journal);
        _children = new(_inbox);
        if (start.Journal is [InputCommand input, ..])
            Input = input;
        else
            Fail(Errors.Protocol("the journal does not start with an input"));

        _recorded.Take();
        foreach (var entry in start.Journal)
        {
            if (entry is Notification notification)
                _inbox.Enqueue(notification);
        }
    }

    /// <summary>The request.</summary>
    public InputCommand Input { get; } = new(default, System.Collections.Frozen.FrozenDictionary<string, string>.Empty);

    public StateView State { get; }

    public MachineErrors Errors { get; }

    /// <summary>Why the attempt failed. The first error stays: every later command throws it again.</summary>
    public AttemptError? Error { get; private set; }

    /// <summary>Are recorded commands left that the code has to issue again?</summary>
    public bool IsReplaying => _recorded.Any;

    /// <summary>Index of the last command that was issued; the input is 0.</summary>
    public int CommandIndex { get; private set; }

    /// <summary>Was the last command a recorded one?</summary>
    public bool WasRecorded { get; private set; }

    /// <summary>
    /// The next recorded command, for the few whose form the journal decides; null when none is left.
    /// </summary>
    public Command? NextRecorded => _recorded.Any ? _recorded.Next : null;

    public uint TakeCompletionId() => ++_lastCompletionId;

    public uint TakeAwakeable() => _nextAwakeable++;

    /// <summary>
    /// The handler asks for something: matched with the recorded command if there is one, else sent. Returns the
    /// command that counts, which is the recorded one.
    /// </summary>
    /// <exception cref="AttemptException">
    /// The journal has another command here, or the attempt failed before.
    /// </exception>
    public TCommand Issue<TCommand>(TCommand command)
        where TCommand : Command
    {
        ThrowIfFailed();
        CommandIndex++;
        WasRecorded = _recorded.Any;
        var counts = WasRecorded ? Match(command) : Send(command);
        if (counts is CallCommand call)
            _children.Add(call);
        return counts;
    }

    public void Subscribe(NotificationId id, INotified notified) => _inbox.Subscribe(id, notified);

    /// <summary>A new message of the engine.</summary>
    public void Receive(EngineMessage message)
    {
        switch (message)
        {
            case EngineMessage.Notify notify:
                _inbox.Enqueue(notify.Notification);
                break;
            case EngineMessage.RunCompletionAck ack when _proposed.Remove(ack.CompletionId, out var result):
                _inbox.Enqueue(new(NotificationId.Completion(ack.CompletionId), result));
                break;
            case EngineMessage.RunCompletionAck ack:
                Fail(Errors.Protocol($"run completion {ack.CompletionId} was acknowledged, but not proposed"));
                break;
        }
    }

    /// <summary>Shows one more notification to the handler.</summary>
    public Shown ShowNext()
    {
        if (!_inbox.TryShowNext(out var id))
            return Shown.Nothing;
        _cancelling |= id == NotificationId.Cancel;
        if (!_cancelling)
            return Shown.Notification;
        return TryCancelChildren() ? Shown.Cancellation : Shown.CancellationPending;
    }

    /// <summary>The result of a side effect: the handler sees it when the engine acknowledged it.</summary>
    public void ProposeRun(uint completionId, EntryResult result)
    {
        _proposed[completionId] = result;
        Say(new AttemptMessage.ProposeRunCompletion(completionId, result));
    }

    public void ReportAwaiting(AwaitTree tree, bool executingRuns) =>
        Say(new AttemptMessage.AwaitingOn(tree, executingRuns));

    /// <summary>
    /// What has to be notified before the handler can go on, when it awaits <paramref name="awaited"/>: that or a
    /// cancellation; after a cancellation the ids of the children that it is passed on to.
    /// </summary>
    public AwaitTree WakeUpOn(AwaitTree awaited)
    {
        if (!_cancelling)
            return new AwaitTree.Node(Combinator.FirstCompleted, [awaited, _cancellation]);
        var missing = _children.Missing();
        return missing.Count == 1 ? missing[0] : new AwaitTree.Node(Combinator.AllCompleted, missing);
    }

    public void Suspend(AwaitTree awaited) => Say(new AttemptMessage.Suspend(WakeUpOn(awaited)));

    /// <summary>The handler is done.</summary>
    public void End(EntryResult result)
    {
        if (Error is not null)
            return;
        try
        {
            Issue(new OutputCommand(result));
        }
        catch (AttemptException)
        {
            return; // Error says it.
        }

        if (_recorded.Any)
            FailMismatch(CommandIndex + 1, _recorded.Next, "has ended", null);
        else
            Say(new AttemptMessage.End());
    }

    /// <summary>Ends the attempt with an error, unless it has one already.</summary>
    public void Fail(AttemptError error)
    {
        if (Error is not null)
            return;
        Say(new AttemptMessage.Fail(error));
        Error = error;
    }

    /// <summary>Fails when the code waits although the journal says that it once went on here.</summary>
    public void CheckMayWait()
    {
        if (_recorded.Any)
            FailMismatch(CommandIndex + 1, _recorded.Next, "awaits something that was not awaited before", null);
    }

    public void ThrowIfFailed()
    {
        if (Error is not null)
            throw new AttemptException(Error);
    }

    /// <summary>The messages since the last drain, in order; the list is the caller's.</summary>
    public List<AttemptMessage> Drain()
    {
        var messages = _outbox;
        if (messages.Count > 0)
            _outbox = [];
        return messages;
    }

    /// <summary>Nothing may follow an error, such as the results of runs that were still executing.</summary>
    private void Say(AttemptMessage message)
    {
        if (Error is null)
            _outbox.Add(message);
    }

    private TCommand Match<TCommand>(TCommand command)
        where TCommand : Command
    {
        var recorded = _recorded.Next;
        if (CommandComparison.Difference(recorded, command) is { } difference)
        {
            FailMismatch(CommandIndex, recorded, $"issues '{CommandText.Of(command)}'", difference);
            ThrowIfFailed();
        }

        _recorded.Take();
        return (TCommand)recorded;
    }

    private TCommand Send<TCommand>(TCommand command)
        where TCommand : Command
    {
        Say(new AttemptMessage.Issue(command));
        return command;
    }

    private void FailMismatch(int index, Command recorded, string issued, string? difference) =>
        Fail(Errors.Mismatch(index, recorded, issued, difference));

    private bool TryCancelChildren()
    {
        if (_children.Missing().Count > 0)
            return false;
        try
        {
            foreach (var invocationId in _children.TakeUnfinished())
                Issue(new SendSignalCommand(invocationId, NotificationId.Cancel, EntryResult.Nothing));
        }
        catch (AttemptException)
        {
            return false; // Error says it; nothing may be resumed any more.
        }

        _cancelling = false;
        return true;
    }
}

/// <summary>What <see cref="InvocationMachine.ShowNext"/> did.</summary>
internal enum Shown
{
    /// <summary>Nothing: no notification is left.</summary>
    Nothing,

    /// <summary>A notification was shown.</summary>
    Notification,

    /// <summary>
    /// The invocation was cancelled, but the id of a child is still missing: nothing may be resumed yet.
    /// </summary>
    CancellationPending,

    /// <summary>The invocation was cancelled: whatever waits now is resumed with a cancellation.</summary>
    Cancellation,
}
