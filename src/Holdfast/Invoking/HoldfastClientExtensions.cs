namespace Holdfast;

/// <summary>Typed calls by name; generated clients are built on these.</summary>
public static class HoldfastClientExtensions
{
    /// <summary>Calls a handler and waits for the result.</summary>
    /// <exception cref="TerminalException">The invocation failed, or could not be accepted (400, 404, 409).</exception>
    public static async Task<TResponse> CallAsync<TRequest, TResponse>(
        this IHoldfastClient client,
        Target target,
        TRequest request,
        CallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var body = client.Serdes.For<TRequest>().Serialize(request);
        var result = await client.CallAsync(target, body, options ?? CallOptions.None, cancellationToken);
        return client.Serdes.For<TResponse>().Deserialize(result);
    }

    /// <summary>Starts a handler without waiting for it. On return the invocation is accepted durably.</summary>
    /// <exception cref="TerminalException">It could not be accepted (400, 404).</exception>
    public static Task<SendReceipt> SendAsync<TRequest>(
        this IHoldfastClient client,
        Target target,
        TRequest request,
        TimeSpan? delay = null,
        CallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.SendAsync(
            target,
            client.Serdes.For<TRequest>().Serialize(request),
            delay,
            options ?? CallOptions.None,
            cancellationToken);

    /// <summary>Waits for the result of an invocation.</summary>
    /// <exception cref="TerminalException">It failed, or there is none (404).</exception>
    public static async Task<T> AttachAsync<T>(
        this IHoldfastClient client, InvocationTarget invocation, CancellationToken cancellationToken = default) =>
        client.Serdes.For<T>().Deserialize(await client.AttachAsync(invocation, cancellationToken));
}
