namespace Holdfast.Restate;

/// <summary>What the server found at an address that was registered.</summary>
/// <param name="Id"><c>dp_…</c>.</param>
/// <param name="Services">The services there.</param>
public sealed record Registration(string Id, IReadOnlyList<ServiceInfo> Services)
{
    /// <summary>Lowest version of the service protocol that the endpoint speaks.</summary>
    public int MinProtocolVersion { get; init; }

    /// <summary>Highest version of the service protocol that the endpoint speaks.</summary>
    public int MaxProtocolVersion { get; init; }

    /// <summary>Name and version that the endpoint gave; null when it gave none.</summary>
    public string? SdkVersion { get; init; }
}

/// <summary>An address where handlers run.</summary>
/// <param name="Id"><c>dp_…</c>.</param>
public sealed record Deployment(string Id)
{
    /// <summary>The address; null for AWS Lambda.</summary>
    public Uri? Uri { get; init; }

    /// <summary>The function; null unless it is on AWS Lambda.</summary>
    public string? Arn { get; init; }

    /// <summary><c>BidiStream</c> or <c>RequestResponse</c>; null for AWS Lambda.</summary>
    public string? ProtocolType { get; init; }

    /// <summary>Such as <c>HTTP/2.0</c>; null for AWS Lambda.</summary>
    public string? HttpVersion { get; init; }

    /// <summary>When it was registered first.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Lowest version of the service protocol that it speaks.</summary>
    public int MinProtocolVersion { get; init; }

    /// <summary>Highest version of the service protocol that it speaks.</summary>
    public int MaxProtocolVersion { get; init; }

    /// <summary>Name and version that it gave; null when it gave none.</summary>
    public string? SdkVersion { get; init; }

    /// <summary>Headers that the server sends with each request to it; null for none.</summary>
    public IReadOnlyDictionary<string, string>? AdditionalHeaders { get; init; }

    /// <summary>What was given when it was registered; null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The services there.</summary>
    public IReadOnlyList<ServiceRevision> Services { get; init; } = [];
}

/// <summary>A service as a deployment has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Revision">Raised by each registration that changes where it runs.</param>
public sealed record ServiceRevision(string Name, int Revision);
