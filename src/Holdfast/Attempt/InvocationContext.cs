using System.Runtime.CompilerServices;
using Holdfast.Engine;
using Holdfast.Machine;
using Microsoft.Extensions.Logging;

namespace Holdfast.Attempts;

/// <summary>
/// What every kind of handler is given: each call becomes a command, and a task for what completes it. The interface
/// that a handler sees says what it may do.
/// </summary>
internal sealed class InvocationContext : IWorkflowContext, IAwaitScheduler
{
    private readonly AttemptStart _start;
    private readonly AttemptEnvironment _environment;
    private readonly InvocationMachine _machine;
    private readonly HandlerFlow _flow;
    private readonly RunExecutor _runs;
    private readonly StateReader _state;
    private readonly ScopeSupport _scopes;
    private readonly DurableRandom _random;

    public InvocationContext(
        AttemptStart start,
        AttemptEnvironment environment,
        InvocationMachine machine,
        HandlerFlow flow,
        RunExecutor runs,
        ILogger logger)
    {
        (_start, _environment, _machine, _flow, _runs) = (start, environment, machine, flow, runs);
        _state = new(machine, this, environment.Serdes);
        _scopes = new(machine, start.SupportsScopes);
        _random = new(start.RandomSeed);
        Logger = new ReplaySilentLogger(logger, machine);
    }

    public string InvocationId => _start.InvocationId;

    public string Key => _start.Key ?? throw new InvalidOperationException("Handlers of a plain service have no key.");

    public IReadOnlyDictionary<string, string> Headers => _machine.Input.Headers;

    public CallOptions SentWith => new()
    {
        IdempotencyKey = _start.IdempotencyKey,
        Headers = Headers,
        Scope = _start.Scope,
        LimitKey = _start.LimitKey,
    };

    public ILogger Logger { get; }

    public Random Random
    {
        get
        {
            Guard();
            return _random;
        }
    }

    private Serdes Serdes => _environment.Serdes;

    public void Guard([CallerMemberName] string call = "") => _flow.Guard(call);

    public void Park(DurableAwaiterBase awaiter) => _flow.Park(awaiter);

    public AttemptException Blocking()
    {
        var error = _machine.Errors.Blocking();
        _machine.Fail(error);
        return new(error);
    }

    public Guid NewGuid()
    {
        Guard();
        return _random.NextGuid();
    }

    public DurableTask<DateTimeOffset> NowAsync()
    {
        Guard();
        var time = _environment.TimeProvider;
        return Run("now", _ => Task.FromResult(Instant.Encode(time.GetUtcNow())), null, Instant.Decode);
    }

    public DurableTask<T> RunAsync<T>(string name, Func<CancellationToken, Task<T>> action, RunOptions? options = null)
    {
        Guard();
        return Run(name, async end => Value(await action(end)), options, Decode.Value<T>);
    }

    public DurableTask RunAsync(string name, Func<CancellationToken, Task> action, RunOptions? options = null)
    {
        Guard();
        return Run(name, Act, options, Decode.Nothing);

        async Task<EntryResult> Act(CancellationToken end)
        {
            await action(end);
            return Value(Unit.Value);
        }
    }

    public DurableTask SleepAsync(TimeSpan duration, string? name = null)
    {
        Guard();
        var command = _machine.Issue(new SleepCommand(After(duration), _machine.TakeCompletionId(), name));
        return Subscribe(command.CompletionId, Decode.Nothing);
    }

    public DurableCall<TResponse> CallAsync<TRequest, TResponse>(
        Target target, TRequest request, CallOptions? options = null)
    {
        Guard();
        var body = Serdes.For<TRequest>().Serialize(request);
        var (idCompletion, completion) = (_machine.TakeCompletionId(), _machine.TakeCompletionId());
        var command = _machine.Issue(new CallCommand(target, body, _scopes.Check(options), idCompletion, completion));
        var call = new CallTask<TResponse>(this, _machine, Serdes, command);
        _machine.Subscribe(NotificationId.Completion(command.CompletionId), call);
        return call;
    }

    public DurableTask<string> SendAsync<TRequest>(
        Target target, TRequest request, TimeSpan? delay = null, CallOptions? options = null)
    {
        Guard();
        var body = Serdes.For<TRequest>().Serialize(request);
        DateTimeOffset? due = delay is { } wait ? After(wait) : null;
        var command = _machine.Issue(
            new OneWayCallCommand(target, body, _scopes.Check(options), due, _machine.TakeCompletionId()));
        return Subscribe(command.InvocationIdCompletionId, Decode.InvocationId);
    }

    public DurableTask<T> AttachAsync<T>(InvocationTarget invocation)
    {
        Guard();
        var command = _machine.Issue(
            new AttachInvocationCommand(_scopes.Check(invocation), _machine.TakeCompletionId()));
        return Subscribe(command.CompletionId, Decode.Value<T>);
    }

    public DurableTask<InvocationOutput<T>> OutputAsync<T>(InvocationTarget invocation)
    {
        Guard();
        var command = _machine.Issue(
            new GetInvocationOutputCommand(_scopes.Check(invocation), _machine.TakeCompletionId()));
        return Subscribe(command.CompletionId, Decode.Output<T>);
    }

    public void Cancel(string invocationId)
    {
        Guard();
        _machine.Issue(new SendSignalCommand(invocationId, NotificationId.Cancel, EntryResult.Nothing));
    }

    public Awakeable<T> Awakeable<T>()
    {
        Guard();
        var signal = _machine.TakeAwakeable();
        return new(AwakeableId.Format(InvocationId, signal), Subscribe(NotificationId.Signal(signal), Decode.Value<T>));
    }

    public void ResolveAwakeable<T>(string id, T value)
    {
        Guard();
        _machine.Issue(new CompleteAwakeableCommand(id, Value(value)));
    }

    public void RejectAwakeable(
        string id, string reason, int code = ErrorCode.Internal, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Guard();
        _machine.Issue(new CompleteAwakeableCommand(id, new EntryResult.Failure(code, reason, metadata)));
    }

    public DurableTask<T> Signal<T>(string name)
    {
        Guard();
        return Subscribe(NotificationId.Signal(name), Decode.Value<T>);
    }

    public void SendSignal<T>(string invocationId, string name, T value)
    {
        Guard();
        _machine.Issue(new SendSignalCommand(invocationId, NotificationId.Signal(name), Value(value)));
    }

    public void RejectSignal(
        string invocationId,
        string name,
        string reason,
        int code = ErrorCode.Internal,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        Guard();
        var failure = new EntryResult.Failure(code, reason, metadata);
        _machine.Issue(new SendSignalCommand(invocationId, NotificationId.Signal(name), failure));
    }

    public DurableTask<T?> GetAsync<T>(StateKey<T> key)
    {
        Guard();
        return _state.Get<T>(key.Name);
    }

    public DurableTask<IReadOnlyList<string>> StateKeysAsync()
    {
        Guard();
        return _state.Keys();
    }

    public void Set<T>(StateKey<T> key, T value)
    {
        Guard();
        var command = _machine.Issue(new SetStateCommand(key.Name, Serdes.For<T>().Serialize(value)));
        _machine.State.Set(key.Name, command.Value);
    }

    public void Clear<T>(StateKey<T> key)
    {
        Guard();
        _machine.Issue(new ClearStateCommand(key.Name));
        _machine.State.Clear(key.Name);
    }

    public void ClearAll()
    {
        Guard();
        _machine.Issue(new ClearAllStateCommand());
        _machine.State.ClearAll();
    }

    public DurableTask<T> Promise<T>(PromiseKey<T> key)
    {
        Guard();
        var command = _machine.Issue(new GetPromiseCommand(key.Name, _machine.TakeCompletionId()));
        return Subscribe(command.CompletionId, Decode.Value<T>);
    }

    public DurableTask<InvocationOutput<T>> PeekAsync<T>(PromiseKey<T> key)
    {
        Guard();
        var command = _machine.Issue(new PeekPromiseCommand(key.Name, _machine.TakeCompletionId()));
        return Subscribe(command.CompletionId, Decode.Output<T>);
    }

    public DurableTask ResolveAsync<T>(PromiseKey<T> key, T value)
    {
        Guard();
        return Complete(key.Name, Value(value));
    }

    public DurableTask RejectAsync<T>(
        PromiseKey<T> key,
        string reason,
        int code = ErrorCode.Internal,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        Guard();
        return Complete(key.Name, new EntryResult.Failure(code, reason, metadata));
    }

    private NotifiedTask<Unit> Complete(string promise, EntryResult result)
    {
        var command = _machine.Issue(new CompletePromiseCommand(promise, result, _machine.TakeCompletionId()));
        return Subscribe(command.CompletionId, Decode.Nothing);
    }

    private NotifiedTask<T> Run<T>(
        string name,
        Func<CancellationToken, Task<EntryResult>> action,
        RunOptions? options,
        Func<Serdes, EntryResult, T> decode)
    {
        var command = _machine.Issue(new RunCommand(_machine.TakeCompletionId(), name));
        var task = Subscribe(command.CompletionId, decode);
        _runs.Add(new(command, _machine.CommandIndex, _machine.WasRecorded, options, action, task));
        return task;
    }

    private NotifiedTask<T> Subscribe<T>(uint completionId, Func<Serdes, EntryResult, T> decode) =>
        Subscribe(NotificationId.Completion(completionId), decode);

    private NotifiedTask<T> Subscribe<T>(NotificationId id, Func<Serdes, EntryResult, T> decode)
    {
        var task = new NotifiedTask<T>(this, Serdes, id, decode);
        _machine.Subscribe(id, task);
        return task;
    }

    private EntryResult.Value Value<T>(T value) => new(Serdes.For<T>().Serialize(value));

    private DateTimeOffset After(TimeSpan delay) => Instant.After(_environment.TimeProvider.GetUtcNow(), delay);
}
