namespace Holdfast.Restate;

/// <summary>What the server is.</summary>
/// <param name="Version">Such as <c>1.7.12</c>.</param>
public sealed record ServerVersion(string Version)
{
    /// <summary>Lowest version of the admin API that it has.</summary>
    public int MinAdminApiVersion { get; init; }

    /// <summary>Highest version of the admin API that it has.</summary>
    public int MaxAdminApiVersion { get; init; }

    /// <summary>Where it says that its ingress is; null when it does not.</summary>
    public Uri? IngressEndpoint { get; init; }

    /// <summary>Experimental features, such as <c>protocol_v7</c>, and whether they are on.</summary>
    public IReadOnlyDictionary<string, bool> Features { get; init; } = new Dictionary<string, bool>();
}

/// <summary>The cluster that a server belongs to.</summary>
/// <param name="ClusterName">Its name.</param>
/// <param name="MetadataClusterHealth">Null when the metadata are kept elsewhere.</param>
public sealed record ClusterHealth(string ClusterName, MetadataClusterHealth? MetadataClusterHealth);

/// <summary>The nodes that keep the cluster's metadata.</summary>
/// <param name="Members">Numbers of the nodes.</param>
public sealed record MetadataClusterHealth(IReadOnlyList<int> Members);
