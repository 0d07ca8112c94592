using System.Text.Json.Nodes;

namespace Holdfast;

/// <summary>A handler as an engine sees it: bytes in, bytes out.</summary>
public sealed class HandlerDefinition
{
    private HandlerDefinition(string name, HandlerKind kind, HandlerCode invoke, PayloadType input, PayloadType output)
    {
        Name = ServiceName.CheckHandler(name);
        Kind = kind;
        Invoke = invoke;
        Input = input;
        Output = output;
    }

    /// <summary>Name on the wire.</summary>
    public string Name { get; }

    /// <summary>Plain, exclusive, shared or run.</summary>
    public HandlerKind Kind { get; }

    /// <summary>The request's type.</summary>
    public PayloadType Input { get; }

    /// <summary>The result's type.</summary>
    public PayloadType Output { get; }

    /// <summary>Overrides of the service's options; null: none.</summary>
    public HandlerOptions? Options { get; private init; }

    /// <summary>Which requests from outside it takes.</summary>
    /// <param name="serdes">How its values are written, see <see cref="ServiceDefinition.SerdesOf"/>.</param>
    public RequestRule RequestsUnder(Serdes serdes) => RequestRule.Of(this, serdes);

    /// <summary>Decodes the request, runs the code, encodes the result.</summary>
    internal HandlerCode Invoke { get; }

    internal static HandlerDefinition Create<TRequest, TResponse>(
        string name,
        HandlerKind kind,
        Func<IServiceProvider, IWorkflowContext, TRequest, Task<TResponse>> handle,
        HandlerOptions? options) =>
        new(name, kind, Encode(handle), PayloadType.Of<TRequest>(), PayloadType.Of<TResponse>()) { Options = options };

    private static HandlerCode Encode<TRequest, TResponse>(
        Func<IServiceProvider, IWorkflowContext, TRequest, Task<TResponse>> handle) =>
        async (services, serdes, context, body) =>
        {
            var request = Decode<TRequest>(serdes, body);
            var response = await handle(services, context, request);
            return serdes.For<TResponse>().Serialize(response);
        };

    private static TRequest Decode<TRequest>(Serdes serdes, ReadOnlyMemory<byte> body)
    {
        try
        {
            return serdes.For<TRequest>().Deserialize(body);
        }
        catch (System.Text.Json.JsonException error)
        {
            throw new TerminalException(
                $"The request is not a valid {typeof(TRequest).Name}: {error.Message}", ErrorCode.BadRequest);
        }
    }
}

/// <summary>Runs a handler on bytes.</summary>
internal delegate Task<ReadOnlyMemory<byte>> HandlerCode(
    IServiceProvider services, Serdes serdes, IWorkflowContext context, ReadOnlyMemory<byte> body);

/// <summary>The type of a request or result, as announced to engines.</summary>
/// <param name="Type">The .NET type; <see cref="Unit"/> for none.</param>
/// <param name="GetContentType">Its content type under the serdes in use; empty for none.</param>
public sealed record PayloadType(Type Type, Func<Serdes, string> GetContentType)
{
    /// <summary>Its JSON Schema under the serdes in use; null when they know none.</summary>
    public required Func<Serdes, JsonNode?> GetSchema { get; init; }

    /// <summary>Is there a body at all?</summary>
    public bool IsNothing => Type == typeof(Unit);

    internal static PayloadType Of<T>() => new(typeof(T), serdes => serdes.For<T>().ContentType)
    {
        GetSchema = serdes => serdes.For<T>().GetSchema(),
    };
}

/// <summary>How a handler runs with respect to others of its key.</summary>
public enum HandlerKind
{
    /// <summary>Of a stateless service.</summary>
    Plain,

    /// <summary>One at a time per key; may write state.</summary>
    Exclusive,

    /// <summary>Beside others; reads state.</summary>
    Shared,

    /// <summary>Of a workflow: once per key.</summary>
    Run,
}
