namespace Holdfast.Restate;

/// <summary>How this process serves its handlers to Restate Server.</summary>
public sealed class RestateEndpointOptions
{
    /// <summary>
    /// Public keys (<c>publickeyv1_…</c>) of the servers that may call. With none, everybody may. A request that is not
    /// signed by one of them is answered with 401.
    /// </summary>
    public IList<string> IdentityKeys { get; } = [];

    /// <summary>
    /// The largest message that is accepted, in bytes. The server's own limit is 32 MiB by default, not counting what
    /// surrounds a value in its message.
    /// </summary>
    public int MaxMessageBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// When the program stops, handlers that wait are suspended at once, and side effects under way may take this long
    /// to finish. What is left then is dropped, and the server retries it.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What becomes of an invocation whose journal does not fit its code: it waits for an operator, as trying again
    /// cannot help. False: it is retried as the server's policy says, which is what happens below protocol V7 anyway.
    /// </summary>
    public bool PauseOnJournalMismatch { get; set; } = true;
}
