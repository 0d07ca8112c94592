namespace Holdfast.Restate;

/// <summary>Where the Restate Server is, how to talk to it, and whether to register this process with it.</summary>
public sealed class RestateOptions
{
    /// <summary>Its ingress: where handlers are called.</summary>
    public Uri Ingress { get; set; } = new("http://localhost:8080");

    /// <summary>Its admin API: where deployments are registered and invocations are cancelled and listed.</summary>
    public Uri Admin { get; set; } = new("http://localhost:9070");

    /// <summary>Bearer token for both; null for none.</summary>
    public string? AuthToken { get; set; }

    /// <summary>
    /// Talks HTTP/1.1, with a connection for each call that waits, where a proxy without TLS has only that. Otherwise
    /// calls share HTTP/2 connections.
    /// </summary>
    public bool UseHttp11 { get; set; }

    /// <summary>How long to wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often <see cref="RestateClient"/> repeats a request that may be repeated, after 0.1 s and then ever longer.
    /// </summary>
    public int MaxRetries { get; set; } = 5;

    /// <summary>
    /// The address of this process' endpoint as the server reaches it, such as <c>http://localhost:9080</c>, with the
    /// prefix of <c>MapRestate</c> if there is one. When it is set, the endpoint is registered once the program has
    /// started, and again and again while the server is away. Null: somebody else registers it.
    /// </summary>
    public Uri? RegisterAs { get; set; }

    /// <summary>
    /// How it is registered. By default what the server knew of this address is replaced: the process that listens
    /// there now is the one to ask.
    /// </summary>
    public RegistrationOptions Registration { get; set; } = new() { Force = true };
}
