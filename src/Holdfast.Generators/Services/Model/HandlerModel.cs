namespace Holdfast.Generators.Services;

/// <summary>A handler method.</summary>
/// <param name="Method">Its name, which the clients' methods have too.</param>
/// <param name="WireName">Name of the handler for engines and callers.</param>
/// <param name="IsShared">Runs beside others of its key.</param>
/// <param name="IsStatic">Needs no instance.</param>
/// <param name="Request">Null when the method takes the context alone.</param>
/// <param name="Response">What it returns.</param>
/// <param name="Documentation">Its XML comment.</param>
/// <param name="Accept">Content type of requests, where it is not the request's own.</param>
internal sealed record HandlerModel(
    string Method,
    string WireName,
    bool IsShared,
    bool IsStatic,
    RequestModel? Request,
    ResponseModel Response,
    HandlerDocumentation Documentation,
    string? Accept = null)
{
    public const string Unit = "global::Holdfast.Unit";

    public string RequestType => Request?.Type ?? Unit;

    public string ResponseType => Response.Type ?? Unit;
}

/// <summary>The request parameter: its qualified type, and a name that no parameter of the client has.</summary>
internal sealed record RequestModel(string Type, string Name);

/// <summary>The result: its qualified type (null: none), and how it is handed over.</summary>
internal sealed record ResponseModel(string? Type, Delivery Delivery);

/// <summary>How a handler hands over its result.</summary>
internal enum Delivery
{
    Direct,
    Task,
    ValueTask,
}

/// <summary>Lines of the handler's XML comment, without <c>///</c>.</summary>
/// <param name="About">Summary, remarks, the request's parameter.</param>
/// <param name="Outcome">Returns and exceptions: true of a call, but not of a send.</param>
internal sealed record HandlerDocumentation(EquatableArray<string> About, EquatableArray<string> Outcome);
