namespace Holdfast;

/// <summary>Typed calls by name; generated clients are built on these.</summary>
public static class HoldfastClientExtensions
{
    private const string ContentType = "content-type";
    private const string Json = "application/json";

    /// <summary>Calls a handler and waits for the result.</summary>
    /// <exception cref="TerminalException">The invocation failed, or could not be accepted (400, 404, 409).</exception>
    public static async Task<TResponse> CallAsync<TRequest, TResponse>(
        this IHoldfastClient client,
        Target target,
        TRequest request,
        CallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var serde = client.Serdes.For<TRequest>();
        var result = await client.CallAsync(
            target, serde.Serialize(request), Typed(options, serde.ContentType), cancellationToken);
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
        CancellationToken cancellationToken = default)
    {
        var serde = client.Serdes.For<TRequest>();
        return client.SendAsync(
            target, serde.Serialize(request), delay, Typed(options, serde.ContentType), cancellationToken);
    }

    /// <summary>Waits for the result of an invocation.</summary>
    /// <exception cref="TerminalException">It failed, or there is none (404).</exception>
    public static async Task<T> AttachAsync<T>(
        this IHoldfastClient client, InvocationTarget invocation, CancellationToken cancellationToken = default) =>
        client.Serdes.For<T>().Deserialize(await client.AttachAsync(invocation, cancellationToken));

    // Bytes that are not named otherwise are JSON. A header of the caller comes first.
    private static CallOptions Typed(CallOptions? options, string contentType)
    {
        options ??= CallOptions.None;
        if (contentType is "" or Json)
            return options;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [ContentType] = contentType };
        if (options.Headers is { } given)
        {
            foreach (var (name, value) in given)
                headers[name] = value;
        }

        return options with { Headers = headers };
    }
}
