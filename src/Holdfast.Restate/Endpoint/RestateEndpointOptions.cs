namespace Holdfast.Restate;

/// <summary>How this process serves its handlers to Restate Server.</summary>
public sealed class RestateEndpointOptions
{
    /// <summary>
    /// Public keys (<c>publickeyv1_…</c>) of the servers that may call. With none, everybody may. A request that is not
    /// signed by one of them is answered with 401.
    /// </summary>
    public IList<string> IdentityKeys { get; } = [];

    /// <summary>The largest message that is accepted, in bytes. The server's own default limit is 32 MiB.</summary>
    public int MaxMessageBytes { get; set; } = 32 * 1024 * 1024;
}
