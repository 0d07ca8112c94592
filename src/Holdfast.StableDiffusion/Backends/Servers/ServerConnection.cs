using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.StableDiffusion.Servers;

/// <summary>
/// Talks HTTP with one server: its address, credentials, time limits and bounds. Whatever keeps an answer from coming
/// is a <see cref="BackendUnavailableException"/>; what the answer means is for others to say.
/// </summary>
internal sealed class ServerConnection : IDisposable
{
    // A machine that vanished is noticed within a minute, however long it may take to make an image.
    private const int KeepAliveSeconds = 30;
    private const int KeepAliveInterval = 10;
    private const int KeepAliveProbes = 3;

    private readonly ImageServerOptions _options;
    private readonly TimeProvider _time;
    private readonly Uri _base;
    private readonly HttpClient _http;

    public ServerConnection(ImageServerOptions options, TimeProvider time)
    {
        options.Check();
        _options = options;
        _time = time;
        _base = new(options.Url.AbsoluteUri.TrimEnd('/') + '/');
        _http = new(CreateHandler(options)) { Timeout = Timeout.InfiniteTimeSpan };
        if (options.User is { } user)
        {
            var credentials = Encoding.UTF8.GetBytes($"{user}:{options.Password}");
            _http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(credentials));
        }
    }

    /// <summary>For people.</summary>
    public string Address => _base.AbsoluteUri.TrimEnd('/');

    public Task<ServerAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        SendInTimeAsync(HttpMethod.Get, path, body: null, cancellationToken);

    /// <summary>Posts JSON; null: nothing.</summary>
    public Task<ServerAnswer> PostAsync(string path, byte[]? body, CancellationToken cancellationToken) =>
        SendInTimeAsync(HttpMethod.Post, path, body, cancellationToken);

    /// <summary>Posts JSON, and waits for the answer as long as the caller does.</summary>
    public Task<ServerAnswer> PostPatientlyAsync(string path, byte[] body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<ServerAnswer> SendInTimeAsync(
        HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await SendAsync(method, path, body, either.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BackendUnavailableException(
                $"{Address} did not answer {method} /{path} within {_options.AnswerTimeout.TotalSeconds:0.#} s.", late);
        }
    }

    private async Task<ServerAnswer> SendAsync(
        HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_base, path));
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        try
        {
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new(response.StatusCode, await ReadAsync(response.Content, cancellationToken));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new BackendUnavailableException(
                $"{Address} does not answer: {error.Message} Is the server running, and the address right?", error);
        }
        catch (OperationCanceledException slow) when (slow.InnerException is TimeoutException)
        {
            throw new BackendUnavailableException(
                $"{Address} took longer than {_options.ConnectTimeout.TotalSeconds:0.#} s to connect.", slow);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > _options.MaxAnswerBytes)
            throw TooLong();

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var read = new MemoryStream((int)(content.Headers.ContentLength ?? 0));
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (read.Length + count > _options.MaxAnswerBytes)
                throw TooLong();
            read.Write(buffer, 0, count);
        }

        return read.GetBuffer().AsMemory(0, (int)read.Length);
    }

    // Asking again would have the image made again, to be thrown away again.
    private TerminalException TooLong() => new(
        $"{Address} answered with more than {_options.MaxAnswerBytes:N0} bytes. "
        + $"Ask for a smaller image, or raise {nameof(ImageServerOptions)}.{nameof(_options.MaxAnswerBytes)}.",
        ErrorCode.Internal);

    private static SocketsHttpHandler CreateHandler(ImageServerOptions options) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        // A redirected POST would become a GET, and credentials would go where nobody configured.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = ConnectAsync,
    };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveInterval);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
