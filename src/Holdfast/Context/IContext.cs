using Microsoft.Extensions.Logging;

namespace Holdfast;

/// <summary>
/// What a handler works with. Everything it awaits goes through here (or through <see cref="RunAsync{T}"/>), is
/// recorded, and has the same outcome when the handler is replayed after a crash.
/// </summary>
public interface IContext
{
    /// <summary>Id of this invocation, <c>inv_…</c>.</summary>
    string InvocationId { get; }

    /// <summary>Headers of the request, names in lower case.</summary>
    IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>
    /// What this invocation was sent with, as far as the engine tells: Restate does since protocol V7, but for headers.
    /// </summary>
    CallOptions SentWith { get; }

    /// <summary>Logs to the handler's category; silent while the handler is replayed.</summary>
    ILogger Logger { get; }

    /// <summary>Deterministic: the same numbers on every replay. Do not use for secrets.</summary>
    Random Random { get; }

    /// <summary>A random UUID that is the same on every replay.</summary>
    Guid NewGuid();

    /// <summary>The time now, recorded.</summary>
    DurableTask<DateTimeOffset> NowAsync();

    /// <summary>
    /// Runs a side effect and records its result: it is on disk before a later side effect or an answer can tell of it.
    /// It runs again only if the process dies before that. Do not use the context inside.
    /// </summary>
    /// <param name="name">Shown in status, errors and traces.</param>
    /// <param name="action">
    /// The effect. A <see cref="TerminalException"/> is recorded as the result; others are retried.
    /// </param>
    /// <param name="options">How to retry; null: as the engine's policy says, without end.</param>
    DurableTask<T> RunAsync<T>(string name, Func<CancellationToken, Task<T>> action, RunOptions? options = null);

    /// <inheritdoc cref="RunAsync{T}"/>
    DurableTask RunAsync(string name, Func<CancellationToken, Task> action, RunOptions? options = null);

    /// <summary>A durable timer: survives restarts and costs no thread, and after a while no memory.</summary>
    DurableTask SleepAsync(TimeSpan duration, string? name = null);

    /// <summary>Calls a handler; the call starts at once, the result is awaited.</summary>
    DurableCall<TResponse> CallAsync<TRequest, TResponse>(Target target, TRequest request, CallOptions? options = null);

    /// <summary>Starts a handler without waiting for it. Await the answer for the invocation's id.</summary>
    /// <param name="target">The handler.</param>
    /// <param name="request">The request.</param>
    /// <param name="delay">Not before this time has passed; null: now.</param>
    /// <param name="options">Idempotency key, headers.</param>
    DurableTask<string> SendAsync<TRequest>(
        Target target, TRequest request, TimeSpan? delay = null, CallOptions? options = null);

    /// <summary>Waits for another invocation and returns its result.</summary>
    DurableTask<T> AttachAsync<T>(InvocationTarget invocation);

    /// <summary>The result of another invocation, or "not finished" now.</summary>
    DurableTask<InvocationOutput<T>> OutputAsync<T>(InvocationTarget invocation);

    /// <summary>
    /// Cancels another invocation: its handler sees a <see cref="CancelledException"/> at its next await.
    /// </summary>
    void Cancel(string invocationId);

    /// <summary>A value that somebody else delivers, by <see cref="Awakeable{T}.Id"/>.</summary>
    Awakeable<T> Awakeable<T>();

    /// <summary>Delivers the value of an awakeable.</summary>
    void ResolveAwakeable<T>(string id, T value);

    /// <summary>Fails an awakeable; its waiter sees a <see cref="TerminalException"/> with this code.</summary>
    /// <param name="id">Text form <c>sign_1…</c>.</param>
    /// <param name="reason">Message of the exception.</param>
    /// <param name="code">HTTP-like status, 400 to 599.</param>
    /// <param name="metadata">Pairs that the exception carries.</param>
    void RejectAwakeable(
        string id, string reason, int code = ErrorCode.Internal, IReadOnlyDictionary<string, string>? metadata = null);

    /// <summary>The next signal of this name sent to this invocation.</summary>
    DurableTask<T> Signal<T>(string name);

    /// <summary>Sends a named signal to another invocation.</summary>
    void SendSignal<T>(string invocationId, string name, T value);

    /// <summary>
    /// Sends a named signal that fails its waiter with a <see cref="TerminalException"/> of this code.
    /// </summary>
    void RejectSignal(
        string invocationId,
        string name,
        string reason,
        int code = ErrorCode.Internal,
        IReadOnlyDictionary<string, string>? metadata = null);
}

/// <summary>For shared handlers of a virtual object: reads state, beside the exclusive handler of the key.</summary>
public interface ISharedObjectContext : IContext
{
    /// <summary>Key of this object or workflow.</summary>
    string Key { get; }

    /// <summary>Reads a state entry; default when it is not set.</summary>
    DurableTask<T?> GetAsync<T>(StateKey<T> key);

    /// <summary>Names of the state entries that are set, in ordinal order.</summary>
    DurableTask<IReadOnlyList<string>> StateKeysAsync();
}

/// <summary>For exclusive handlers of a virtual object: one at a time per key, may write state.</summary>
public interface IObjectContext : ISharedObjectContext
{
    /// <summary>Sets a state entry.</summary>
    void Set<T>(StateKey<T> key, T value);

    /// <summary>Removes a state entry.</summary>
    void Clear<T>(StateKey<T> key);

    /// <summary>Removes every state entry of this key.</summary>
    void ClearAll();
}

/// <summary>For the shared handlers of a workflow: state and promises of the run with the same key.</summary>
public interface ISharedWorkflowContext : ISharedObjectContext
{
    /// <summary>Waits until the promise is resolved or rejected.</summary>
    DurableTask<T> Promise<T>(PromiseKey<T> key);

    /// <summary>The promise as it is now.</summary>
    DurableTask<InvocationOutput<T>> PeekAsync<T>(PromiseKey<T> key);

    /// <summary>Resolves the promise. Await to learn of a conflict (409): it can be completed once.</summary>
    DurableTask ResolveAsync<T>(PromiseKey<T> key, T value);

    /// <summary>Rejects the promise; its waiters see a <see cref="TerminalException"/> with this code.</summary>
    DurableTask RejectAsync<T>(
        PromiseKey<T> key,
        string reason,
        int code = ErrorCode.Internal,
        IReadOnlyDictionary<string, string>? metadata = null);
}

/// <summary>For the run handler of a workflow: executed once per key.</summary>
public interface IWorkflowContext : ISharedWorkflowContext, IObjectContext;
