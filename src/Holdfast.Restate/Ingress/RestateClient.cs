using System.Text;
using System.Text.Json;
using Holdfast.Restate.Ingress;
using Holdfast.Restate.Transport;

namespace Holdfast.Restate;

/// <summary>
/// Invokes handlers through the ingress of Restate Server. With dependency injection ask for
/// <see cref="IHoldfastClient"/>; without it: <c>new RestateClient(new() { Ingress = … }, new Serdes(…))</c>.
/// </summary>
/// <remarks>
/// <para>
/// A failure of the invocation, and a request that the server refuses, is a <see cref="TerminalException"/>.
/// </para>
/// <para>
/// When the server is away or overloaded, requests that may be repeated are repeated up to
/// <see cref="RestateOptions.MaxRetries"/> times: those with an idempotency key, reads, completions of awakeables, and
/// those that did not reach the server. What then still fails, or may not be repeated, is an
/// <see cref="HttpRequestException"/>: whether a call or send was accepted is not known.
/// </para>
/// </remarks>
public sealed class RestateClient : IHoldfastClient, IDisposable
{
    private readonly IngressExchange _exchange;
    private readonly RestateAdmin _admin;

    /// <summary>A client with connections of its own; dispose it to close them.</summary>
    /// <param name="options">Where the server is.</param>
    /// <param name="serdes">How values are written and read; null: JSON in web style.</param>
    /// <param name="time">Clock for waiting between retries; null: the system's.</param>
    public RestateClient(RestateOptions options, Serdes? serdes = null, TimeProvider? time = null)
        : this(options, serdes ?? new Serdes(), ServerHttp.CreateClient(options), new RestateAdmin(options), time)
    {
    }

    internal RestateClient(
        RestateOptions options, Serdes serdes, HttpClient http, RestateAdmin admin, TimeProvider? time)
    {
        Serdes = serdes;
        var server = new ServerHttp(http, options.Ingress, options);
        _exchange = new(server, options.MaxRetries, time ?? TimeProvider.System);
        _admin = admin;
    }

    /// <inheritdoc/>
    public Serdes Serdes { get; }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> CallAsync(
        Target target, ReadOnlyMemory<byte> body, CallOptions options, CancellationToken cancellationToken = default)
    {
        var path = IngressPath.Call(target, options.Scope);
        return await _exchange.SendAsync(InvocationOf(path, body, options), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SendReceipt> SendAsync(
        Target target,
        ReadOnlyMemory<byte> body,
        TimeSpan? delay,
        CallOptions options,
        CancellationToken cancellationToken = default)
    {
        var path = IngressPath.Send(target, options.Scope, delay);
        return SendReceipts.Read(await _exchange.SendAsync(InvocationOf(path, body, options), cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> AttachAsync(
        InvocationTarget invocation, CancellationToken cancellationToken = default) =>
        await _exchange.SendAsync(IngressRead.Of("attach", invocation), cancellationToken);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> OutputAsync(
        InvocationTarget invocation, CancellationToken cancellationToken = default) =>
        await _exchange.SendAsync(IngressRead.Of("output", invocation), cancellationToken);

    /// <summary>The id that an idempotency key or a workflow key stands for.</summary>
    /// <exception cref="TerminalException">The target does not exist (404).</exception>
    public async Task<string> LookupAsync(InvocationTarget invocation, CancellationToken cancellationToken = default)
    {
        var answer = await _exchange.SendAsync(IngressRead.Lookup(invocation), cancellationToken);
        return JsonSerializer.Deserialize(answer, IngressJson.Default.LookedUp)!.InvocationId;
    }

    /// <inheritdoc/>
    public async Task ResolveAwakeableAsync(
        string id, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default) =>
        await _exchange.SendAsync(
            new(HttpMethod.Post, IngressPath.Awakeable(id, "resolve"))
            {
                Body = value,
                ContentType = value.IsEmpty ? null : "application/json",
                IsRepeatable = true,
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task RejectAwakeableAsync(string id, string reason, CancellationToken cancellationToken = default) =>
        await _exchange.SendAsync(
            new(HttpMethod.Post, IngressPath.Awakeable(id, "reject"))
            {
                Body = Encoding.UTF8.GetBytes(reason),
                ContentType = "text/plain",
                IsRepeatable = true,
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task CancelAsync(string invocationId, CancellationToken cancellationToken = default) =>
        TerminallyAsync(_admin.CancelAsync(invocationId, cancellationToken));

    /// <inheritdoc/>
    public Task KillAsync(string invocationId, CancellationToken cancellationToken = default) =>
        TerminallyAsync(_admin.KillAsync(invocationId, cancellationToken));

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _exchange.Dispose();
        _admin.Dispose();
    }

    private static IngressRequest InvocationOf(string path, ReadOnlyMemory<byte> body, CallOptions options) =>
        new(HttpMethod.Post, path)
        {
            Body = body,
            ContentType = ContentTypeOf(body, options),
            IdempotencyKey = options.IdempotencyKey,
            LimitKey = options.LimitKey,
            Headers = options.Headers,
            IsRepeatable = options.IdempotencyKey is not null,
        };

    // Typed calls name the content type in the headers when it is not JSON. A handler without input takes none.
    private static string? ContentTypeOf(ReadOnlyMemory<byte> body, CallOptions options)
    {
        var named = options.Headers?.FirstOrDefault(
            header => header.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Value;
        return named ?? (body.IsEmpty ? null : "application/json");
    }

    // Who uses IHoldfastClient need not know that this goes another way than calls.
    private static async Task TerminallyAsync(Task operation)
    {
        try
        {
            await operation;
        }
        catch (RestateAdminException refused) when (refused.Status < ErrorCode.Internal)
        {
            throw new TerminalException(refused.Reason, refused.Status);
        }
    }
}
