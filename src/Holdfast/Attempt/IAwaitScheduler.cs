using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>What a <see cref="DurableTask"/> needs of the attempt that it belongs to.</summary>
internal interface IAwaitScheduler
{
    /// <summary>Is the tree done, by the notifications that the handler has been shown so far?</summary>
    bool IsDone(AwaitTree tree);

    /// <summary>Keeps the awaiter until its tree is done, then resumes it on the pump.</summary>
    void Park(DurableAwaiterBase awaiter);

    /// <summary>The result that was shown for this notification.</summary>
    EntryResult ResultOf(NotificationId id);

    /// <summary>A durable timer, for timeouts.</summary>
    DurableTask SleepAsync(TimeSpan duration, string? name);
}
