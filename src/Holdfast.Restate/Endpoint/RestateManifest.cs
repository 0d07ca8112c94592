namespace Holdfast.Restate.Endpoint;

/// <summary>Answers <c>GET /discover</c>: what this process offers, in the manifest version that the server knows.</summary>
internal static class RestateManifest
{
}
