namespace Holdfast.Engine;

/// <summary>What an attempt tells its engine, in order.</summary>
public abstract record AttemptMessage
{
    private AttemptMessage()
    {
    }

    /// <summary>
    /// A new journal entry. An <see cref="OutputCommand"/> is the last one and is followed by <see cref="End"/>.
    /// </summary>
    public sealed record Issue(Command Command) : AttemptMessage;

    /// <summary>
    /// The result of a side effect. The engine records it as the run's completion, then answers with
    /// <see cref="EngineMessage.RunCompletionAck"/> (or the full notification), and only then does the handler go on.
    /// </summary>
    public sealed record ProposeRunCompletion(uint CompletionId, EntryResult Result) : AttemptMessage;

    /// <summary>For information: what the handler waits for now.</summary>
    public sealed record AwaitingOn(AwaitTree Tree, bool ExecutingRuns) : AttemptMessage;

    /// <summary>
    /// The attempt is over: nothing more can be done until the tree makes progress. The handler is replayed then.
    /// </summary>
    public sealed record Suspend(AwaitTree Tree) : AttemptMessage;

    /// <summary>The attempt is over: it failed and is retried, paused or failed as the error says.</summary>
    public sealed record Fail(AttemptError Error) : AttemptMessage;

    /// <summary>The attempt is over: the invocation is complete.</summary>
    public sealed record End : AttemptMessage;
}

/// <summary>What an engine tells an attempt while it runs.</summary>
public abstract record EngineMessage
{
    private EngineMessage()
    {
    }

    /// <summary>A new notification, recorded in this order.</summary>
    public sealed record Notify(Notification Notification) : EngineMessage;

    /// <summary>
    /// The proposed result is durable; its place among the notifications is the place of the completion.
    /// </summary>
    public sealed record RunCompletionAck(uint CompletionId) : EngineMessage;
}
