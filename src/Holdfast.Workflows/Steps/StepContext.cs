using Microsoft.Extensions.Logging;

namespace Holdfast.Workflows.Steps;

/// <summary>
/// The context that a step works with: the durable one, except that side effects record when they were done. So a
/// status can tell how long steps took, and no step pays a journal entry for it.
/// </summary>
internal sealed class StepContext(IContext inner, Serdes serdes, TimeProvider time) : IContext
{
    private DateTimeOffset? _lastRunAt;
    private bool _waitsForOthers;

    /// <summary>
    /// When the last side effect that the step awaited was done; null: it awaited none, or something else, too, whose
    /// end nothing here has recorded.
    /// </summary>
    public DateTimeOffset? FinishedAt => _waitsForOthers ? null : _lastRunAt;

    public string InvocationId => inner.InvocationId;

    public IReadOnlyDictionary<string, string> Headers => inner.Headers;

    public CallOptions SentWith => inner.SentWith;

    public ILogger Logger => inner.Logger;

    public Random Random => inner.Random;

    public DurableTask<T> RunAsync<T>(string name, Func<CancellationToken, Task<T>> action, RunOptions? options = null)
    {
        serdes.UseIfNone(static known => new TimedSerde<T>(known.For<T>()));
        return inner.RunAsync(name, TimedAsync, options).Select(Observe);

        async Task<Timed<T>> TimedAsync(CancellationToken cancellationToken) =>
            new(await action(cancellationToken), time.GetUtcNow());
    }

    public DurableTask RunAsync(string name, Func<CancellationToken, Task> action, RunOptions? options = null)
    {
        return RunAsync(name, NothingAsync, options);

        async Task<Unit> NothingAsync(CancellationToken cancellationToken)
        {
            await action(cancellationToken);
            return Unit.Value;
        }
    }

    public Guid NewGuid() => inner.NewGuid();

    public DurableTask<DateTimeOffset> NowAsync() => inner.NowAsync();

    public DurableTask SleepAsync(TimeSpan duration, string? name = null) => ByOthers().SleepAsync(duration, name);

    public DurableCall<TResponse> CallAsync<TRequest, TResponse>(
        Target target, TRequest request, CallOptions? options = null) =>
        ByOthers().CallAsync<TRequest, TResponse>(target, request, options);

    public DurableTask<string> SendAsync<TRequest>(
        Target target, TRequest request, TimeSpan? delay = null, CallOptions? options = null) =>
        inner.SendAsync(target, request, delay, options);

    public DurableTask<T> AttachAsync<T>(InvocationTarget invocation) => ByOthers().AttachAsync<T>(invocation);

    public DurableTask<InvocationOutput<T>> OutputAsync<T>(InvocationTarget invocation) =>
        inner.OutputAsync<T>(invocation);

    public void Cancel(string invocationId) => inner.Cancel(invocationId);

    public Awakeable<T> Awakeable<T>() => ByOthers().Awakeable<T>();

    public void ResolveAwakeable<T>(string id, T value) => inner.ResolveAwakeable(id, value);

    public void RejectAwakeable(
        string id,
        string reason,
        int code = ErrorCode.Internal,
        IReadOnlyDictionary<string, string>? metadata = null) =>
        inner.RejectAwakeable(id, reason, code, metadata);

    public DurableTask<T> Signal<T>(string name) => ByOthers().Signal<T>(name);

    public void SendSignal<T>(string invocationId, string name, T value) => inner.SendSignal(invocationId, name, value);

    public void RejectSignal(
        string invocationId,
        string name,
        string reason,
        int code = ErrorCode.Internal,
        IReadOnlyDictionary<string, string>? metadata = null) =>
        inner.RejectSignal(invocationId, name, reason, code, metadata);

    private IContext ByOthers()
    {
        _waitsForOthers = true;
        return inner;
    }

    // Idempotent and in recorded values only, so it does not matter how often the engine asks for the value.
    private T Observe<T>(Timed<T> timed)
    {
        if (_lastRunAt is null || timed.FinishedAt > _lastRunAt)
            _lastRunAt = timed.FinishedAt;
        return timed.Value;
    }
}
