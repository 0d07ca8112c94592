namespace Holdfast;

/// <summary>
/// A service as an engine sees it: name, kind, handlers. Classes with <see cref="ServiceAttribute"/> and its like get
/// one generated; with these methods it can be written by hand, also at run time.
/// </summary>
public sealed class ServiceDefinition
{
    private readonly Dictionary<string, HandlerDefinition> _handlers = new(StringComparer.Ordinal);

    private ServiceDefinition(string name, ServiceKind kind)
    {
        Name = ServiceName.Check(name);
        Kind = kind;
    }

    /// <summary>Name on the wire.</summary>
    public string Name { get; }

    /// <summary>What kind of service.</summary>
    public ServiceKind Kind { get; }

    /// <summary>Handlers by name.</summary>
    public IReadOnlyDictionary<string, HandlerDefinition> Handlers => _handlers;

    /// <summary>Timeouts, retention, retries; each handler may override them.</summary>
    public HandlerOptions Options { get; private set; } = new();

    /// <summary>A stateless service.</summary>
    public static ServiceDefinition Service(string name) => new(name, ServiceKind.Service);

    /// <summary>A virtual object.</summary>
    public static ServiceDefinition VirtualObject(string name) => new(name, ServiceKind.VirtualObject);

    /// <summary>A workflow.</summary>
    public static ServiceDefinition Workflow(string name) => new(name, ServiceKind.Workflow);

    /// <summary>Sets the options of all handlers.</summary>
    /// <exception cref="ArgumentException">One of them is not for services of this kind.</exception>
    public ServiceDefinition With(HandlerOptions options)
    {
        if (options.WorkflowRetention is not null && Kind != ServiceKind.Workflow)
            throw new ArgumentException($"'{Name}' is no workflow: it has no WorkflowRetention.");
        Options = options;
        return this;
    }

    /// <summary>
    /// Adds a handler of the service's main kind: plain in a service, exclusive in an object, the run in a workflow.
    /// </summary>
    /// <param name="name">Name on the wire.</param>
    /// <param name="handle">The code. Given the services of the process, the context and the request.</param>
    /// <param name="options">Overrides of <see cref="Options"/>.</param>
    public ServiceDefinition Handler<TRequest, TResponse>(
        string name,
        Func<IServiceProvider, IWorkflowContext, TRequest, Task<TResponse>> handle,
        HandlerOptions? options = null) =>
        Add(HandlerDefinition.Create(name, MainKind, handle, options));

    /// <summary>Adds a shared handler of an object or workflow.</summary>
    /// <inheritdoc cref="Handler{TRequest,TResponse}"/>
    public ServiceDefinition Shared<TRequest, TResponse>(
        string name,
        Func<IServiceProvider, ISharedWorkflowContext, TRequest, Task<TResponse>> handle,
        HandlerOptions? options = null) =>
        Add(HandlerDefinition.Create<TRequest, TResponse>(
            name, HandlerKind.Shared, (s, c, r) => handle(s, c, r), options));

    /// <summary>How a handler's values are written and read: as it, the service, or the program says.</summary>
    /// <param name="handler">One of <see cref="Handlers"/>.</param>
    /// <param name="program">What the program says.</param>
    public Serdes SerdesOf(HandlerDefinition handler, Serdes program) =>
        handler.Options?.Serdes ?? Options.Serdes ?? program;

    private HandlerKind MainKind => Kind switch
    {
        ServiceKind.Service => HandlerKind.Plain,
        ServiceKind.VirtualObject => HandlerKind.Exclusive,
        _ => HandlerKind.Run,
    };

    private ServiceDefinition Add(HandlerDefinition handler)
    {
        if (handler.Kind == HandlerKind.Shared && Kind == ServiceKind.Service)
            throw new ArgumentException(
                $"'{Name}' is a plain service: its handler '{handler.Name}' cannot be shared. Use Handler.");
        if (handler.Kind == HandlerKind.Run && _handlers.Values.Any(h => h.Kind == HandlerKind.Run))
            throw new ArgumentException(
                $"Workflow '{Name}' has a run handler already; '{handler.Name}' must be shared.");
        if (handler is { Kind: HandlerKind.Run, Options.IdempotencyRetention: not null })
            throw new ArgumentException(
                $"The run '{handler.Name}' of workflow '{Name}' takes no idempotency keys: its own key is one. Set "
                + "WorkflowRetention instead of IdempotencyRetention.");
        if (handler is { Kind: not HandlerKind.Run, Options.WorkflowRetention: not null })
            throw new ArgumentException(
                $"'{Name}/{handler.Name}' is not the run of a workflow: set IdempotencyRetention or JournalRetention "
                + "instead of WorkflowRetention.");
        if (!_handlers.TryAdd(handler.Name, handler))
            throw new ArgumentException($"'{Name}' has a handler '{handler.Name}' already.");
        return this;
    }
}

/// <summary>The three kinds of services.</summary>
public enum ServiceKind
{
    /// <summary>Stateless.</summary>
    Service,

    /// <summary>State and exclusive handlers per key.</summary>
    VirtualObject,

    /// <summary>One run per key.</summary>
    Workflow,
}

/// <summary>A class whose definition was generated.</summary>
public interface IDefinedService
{
    /// <summary>Its definition.</summary>
    static abstract ServiceDefinition Definition { get; }
}
