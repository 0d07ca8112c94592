using Microsoft.Extensions.Primitives;

namespace Holdfast.Restate.Endpoint.Discovery;

/// <summary>Versions of the manifest. What the server knows is in its <c>accept</c> header.</summary>
internal enum ManifestVersion
{
    /// <summary>Names, kinds, payloads.</summary>
    V1 = 1,

    /// <summary>Adds documentation and metadata.</summary>
    V2 = 2,

    /// <summary>Adds timeouts, retention, lazy state, private handlers.</summary>
    V3 = 3,

    /// <summary>Adds the retry policy.</summary>
    V4 = 4,
}

internal static class ManifestVersions
{
    /// <summary>The exact content type: the server refuses one with parameters.</summary>
    public static string MediaType(this ManifestVersion version) =>
        $"application/vnd.restate.endpointmanifest.v{(int)version}+json";

    /// <summary>The highest version that is accepted; null: none is.</summary>
    public static ManifestVersion? Negotiate(StringValues accept)
    {
        var accepted = accept
            .SelectMany(value => (value ?? "").Split(','))
            .Select(type => type.Split(';')[0].Trim())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enum.GetValues<ManifestVersion>()
            .OrderDescending()
            .Where(version => accepted.Contains(version.MediaType()) || accepted.Contains("*/*"))
            .Select(version => (ManifestVersion?)version)
            .FirstOrDefault();
    }
}
