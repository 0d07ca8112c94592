namespace Holdfast;

/// <summary>
/// Invokes handlers from outside of handlers. Each engine has one; typed clients are generated on top of it.
/// </summary>
public interface IHoldfastClient
{
    /// <summary>How values are written and read.</summary>
    Serdes Serdes { get; }

    /// <summary>Calls a handler with bytes and waits for the result.</summary>
    /// <exception cref="TerminalException">The invocation failed, or could not be accepted (400, 404, 409).</exception>
    Task<ReadOnlyMemory<byte>> CallAsync(
        Target target, ReadOnlyMemory<byte> body, CallOptions options, CancellationToken cancellationToken = default);

    /// <summary>Starts a handler with bytes. On return the invocation is accepted durably.</summary>
    /// <exception cref="TerminalException">It could not be accepted (400, 404).</exception>
    Task<SendReceipt> SendAsync(
        Target target,
        ReadOnlyMemory<byte> body,
        TimeSpan? delay,
        CallOptions options,
        CancellationToken cancellationToken = default);

    /// <summary>Waits for the result of an invocation.</summary>
    /// <exception cref="TerminalException">It failed, or there is none (404).</exception>
    Task<ReadOnlyMemory<byte>> AttachAsync(InvocationTarget invocation, CancellationToken cancellationToken = default);

    /// <summary>The result of an invocation now; code 470 while it is not finished.</summary>
    /// <exception cref="TerminalException">It failed, is not ready (470), or there is none (404).</exception>
    Task<ReadOnlyMemory<byte>> OutputAsync(InvocationTarget invocation, CancellationToken cancellationToken = default);

    /// <summary>Delivers the value of an awakeable.</summary>
    Task ResolveAwakeableAsync(string id, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default);

    /// <summary>Fails an awakeable.</summary>
    Task RejectAwakeableAsync(string id, string reason, CancellationToken cancellationToken = default);

    /// <summary>Cancels an invocation: its handler sees a <see cref="CancelledException"/> at its next await.</summary>
    Task CancelAsync(string invocationId, CancellationToken cancellationToken = default);

    /// <summary>Ends an invocation without running its handler again.</summary>
    Task KillAsync(string invocationId, CancellationToken cancellationToken = default);
}

/// <summary>The answer to a send.</summary>
/// <param name="InvocationId"><c>inv_…</c>.</param>
/// <param name="IsNew">False: an invocation with this idempotency or workflow key existed.</param>
/// <param name="ExecutionTime">When a delayed invocation is due; null: now.</param>
public sealed record SendReceipt(string InvocationId, bool IsNew, DateTimeOffset? ExecutionTime = null);
