namespace Holdfast.Restate.Ingress;

/// <summary>What is asked of the ingress; a request message is made of it for each try.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">Percent-encoded path and query.</param>
internal sealed record IngressRequest(HttpMethod Method, string Path)
{
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Null: none is sent.</summary>
    public string? ContentType { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? LimitKey { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>A second time does no harm.</summary>
    public bool IsRepeatable { get; init; }

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, (Uri?)null);
        if (Method != HttpMethod.Get)
            message.Content = new ReadOnlyMemoryContent(Body);
        if (ContentType is not null)
            message.Content!.Headers.TryAddWithoutValidation("content-type", ContentType);
        foreach (var (name, value) in Headers ?? System.Collections.Frozen.FrozenDictionary<string, string>.Empty)
        {
            if (!name.StartsWith("content-", StringComparison.OrdinalIgnoreCase))
                message.Headers.Add(name, value);
        }

        if (IdempotencyKey is not null)
            message.Headers.Add("idempotency-key", IdempotencyKey);
        if (LimitKey is not null)
            message.Headers.Add("x-restate-limit-key", LimitKey);
        return message;
    }
}
