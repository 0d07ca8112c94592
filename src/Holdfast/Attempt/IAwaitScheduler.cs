using System.Runtime.CompilerServices;

namespace Holdfast.Attempts;

/// <summary>What a <see cref="DurableTask"/> needs of the attempt that it belongs to.</summary>
internal interface IAwaitScheduler
{
    /// <summary>Throws unless the caller is the handler's own flow.</summary>
    /// <exception cref="AttemptException">The call comes from elsewhere, or the attempt failed before.</exception>
    void Guard([CallerMemberName] string call = "");

    /// <summary>Keeps the awaiter until its task is done, then resumes it on the pump.</summary>
    void Park(DurableAwaiterBase awaiter);

    /// <summary>Fails the attempt: the handler wants a result that is not there.</summary>
    AttemptException Blocking();

    /// <summary>A durable timer, for timeouts.</summary>
    DurableTask SleepAsync(TimeSpan duration, string? name);
}
