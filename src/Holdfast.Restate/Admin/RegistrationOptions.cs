namespace Holdfast.Restate;

/// <summary>How an endpoint is registered.</summary>
public sealed record RegistrationOptions
{
    /// <summary>
    /// The endpoint, or a proxy before it, has HTTP/1.1 only: handlers are suspended whenever they wait.
    /// </summary>
    public bool UseHttp11 { get; init; }

    /// <summary>
    /// Discovers an address that is known already anew, and replaces what was known. Invocations under way go on with
    /// the code that is there now.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>Only says what would be registered.</summary>
    public bool DryRun { get; init; }

    /// <summary>Allows that handlers, or whole services, are not there any more.</summary>
    public bool Breaking { get; init; }

    /// <summary>Headers that the server sends with each request to the endpoint, such as for a gateway.</summary>
    public IReadOnlyDictionary<string, string>? AdditionalHeaders { get; init; }

    /// <summary>Shown with the deployment.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
