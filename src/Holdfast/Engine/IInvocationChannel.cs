namespace Holdfast.Engine;

/// <summary>
/// The port that engines implement, one per attempt, owned by the attempt. For engines only: it may change in any
/// release.
/// </summary>
public interface IInvocationChannel
{
    /// <summary>
    /// Accepts messages in order. They need not be durable on return; only a run's acknowledgement says that.
    /// </summary>
    ValueTask SendAsync(IReadOnlyList<AttemptMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// The next message. Null: the engine closed the input, suspend as soon as nothing can be done without it.
    /// </summary>
    ValueTask<EngineMessage?> ReceiveAsync(CancellationToken cancellationToken);
}
