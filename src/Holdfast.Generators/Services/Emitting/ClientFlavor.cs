namespace Holdfast.Generators.Services.Emitting;

/// <summary>What differs between the client for use inside of handlers and the one for use outside.</summary>
/// <param name="Suffix">Of the client's type name.</param>
/// <param name="Summary">What the client does, after its service's name.</param>
/// <param name="Parameter">Type and name of what the client calls through.</param>
/// <param name="Cancellation">The last parameter of each method, with its separator; empty for none.</param>
internal sealed record ClientFlavor(string Suffix, string Summary, string Parameter, string Cancellation)
{
    public static readonly ClientFlavor Inside = new(
        "Client", "from inside a handler; each call is recorded", "global::Holdfast.IContext context", "");

    public static readonly ClientFlavor Outside = new(
        "Ingress",
        "from outside of handlers",
        "global::Holdfast.IHoldfastClient client",
        ", global::System.Threading.CancellationToken cancellationToken = default");

    private const string Extensions = "global::Holdfast.HoldfastClientExtensions";

    private bool IsInside => this == Inside;

    public string CallType(HandlerModel handler) =>
        IsInside ? $"global::Holdfast.DurableCall<{handler.ResponseType}>" : TaskOf(handler);

    public string SendType => IsInside
        ? "global::Holdfast.DurableTask<string>"
        : "global::System.Threading.Tasks.Task<global::Holdfast.SendReceipt>";

    public string SendReturns => IsInside
        ? "Await it for the id of the invocation."
        : "The id of the invocation, which is accepted durably.";

    public string AttachType(HandlerModel run) =>
        IsInside ? $"global::Holdfast.DurableTask<{run.ResponseType}>" : TaskOf(run);

    /// <summary>The statement, in two lines.</summary>
    public string[] Call(HandlerModel handler, string target) =>
        Invoke("CallAsync", $"{handler.RequestType}, {handler.ResponseType}", $"{target}, {Request(handler)}, options");

    /// <inheritdoc cref="Call"/>
    public string[] Send(HandlerModel handler, string target) =>
        Invoke("SendAsync", handler.RequestType, $"{target}, {Request(handler)}, delay, options");

    /// <inheritdoc cref="Call"/>
    public string[] Attach(HandlerModel run, string target) => Invoke("AttachAsync", run.ResponseType, target);

    private string[] Invoke(string method, string types, string arguments) => IsInside
        ? [$"context.{method}<{types}>(", $"{arguments});"]
        : [$"{Extensions}.{method}<{types}>(", $"client, {arguments}, cancellationToken);"];

    private static string TaskOf(HandlerModel handler) =>
        "global::System.Threading.Tasks.Task" + (handler.Response.Type is { } type ? $"<{type}>" : "");

    private static string Request(HandlerModel handler) => handler.Request?.Name ?? HandlerModel.Unit + ".Value";
}
