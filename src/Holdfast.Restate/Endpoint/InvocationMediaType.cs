using System.Diagnostics.CodeAnalysis;
using Holdfast.Restate.Wire;

namespace Holdfast.Restate.Endpoint;

/// <summary>The content type of an invocation's stream; it says in which protocol version the stream is.</summary>
internal static class InvocationMediaType
{
    private static readonly (string MediaType, ProtocolVersion Version)[] _known =
    [
        ("application/vnd.restate.invocation.v5", ProtocolVersion.V5),
        ("application/vnd.restate.invocation.v6", ProtocolVersion.V6),
        ("application/vnd.restate.invocation.v7", ProtocolVersion.V7),
    ];

    /// <summary>All that are spoken here, for people.</summary>
    public static readonly string All = string.Join(", ", _known.Select(known => known.MediaType));

    /// <summary>The version that a request is in; its media type is the answer's, too.</summary>
    public static bool TryParse(
        string? contentType, [NotNullWhen(true)] out string? mediaType, out ProtocolVersion version)
    {
        foreach (var known in _known)
        {
            if (known.MediaType.Equals(contentType, StringComparison.OrdinalIgnoreCase))
            {
                (mediaType, version) = known;
                return true;
            }
        }

        (mediaType, version) = (null, default);
        return false;
    }
}
