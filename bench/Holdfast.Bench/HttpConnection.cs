using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Bench;

/// <summary>One connection, with one request on it at a time.</summary>
internal sealed class HttpConnection : IDisposable
{
    // What is not answered by then is lost; the bench fails, where it would wait for ever.
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(5);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _late = new();
    private readonly byte[] _answer;

    private HttpConnection(int maxAnswerBytes) => _answer = new byte[maxAnswerBytes];

    public static async Task<HttpConnection> OpenAsync(Uri server, int maxAnswerBytes = 16 * 1024)
    {
        var connection = new HttpConnection(maxAnswerBytes);
        await connection._socket.ConnectAsync(IPAddress.Loopback, server.Port);
        return connection;
    }

    /// <summary>Sends a request, and returns its answer with its head; valid until the next one.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> SendAsync(byte[] request)
    {
        _late.CancelAfter(_deadline);
        try
        {
            await _socket.SendAsync(request, _late.Token);
            for (var filled = 0; ;)
            {
                var read = await _socket.ReceiveAsync(_answer.AsMemory(filled), _late.Token);
                filled += read;
                if (read == 0 || filled == _answer.Length)
                    throw new InvalidOperationException("The server closed the connection, or answered too much.");
                if (IsComplete(_answer.AsSpan(0, filled)))
                    return _answer.AsMemory(0, filled);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"No answer within {_deadline.TotalMinutes} minutes to:\n{Encoding.UTF8.GetString(request)}");
        }
    }

    public static bool IsGood(ReadOnlySpan<byte> answer) => answer.StartsWith("HTTP/1.1 20"u8);

    public static void ThrowUnlessGood(ReadOnlyMemory<byte> answer)
    {
        if (!IsGood(answer.Span))
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer.Span));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _late.Dispose();
    }

    // Looks at the head again with each part; only an answer of megabytes comes in many.
    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var head = answer[..end];
        var body = answer[(end + 4)..];
        var value = ValueOf(head, "\r\nContent-Length: "u8, "\r\ncontent-length: "u8);
        if (value >= 0)
            return !Utf8Parser.TryParse(head[value..], out int length, out _) || body.Length >= length;
        var isChunked = ValueOf(head, "\r\nTransfer-Encoding: chunked"u8, "\r\ntransfer-encoding: chunked"u8) >= 0;
        return !isChunked || body.EndsWith("0\r\n\r\n"u8);
    }

    // Header names as Kestrel and Node write them, and as Restate's ingress does.
    private static int ValueOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name, ReadOnlySpan<byte> sameInLower)
    {
        var at = head.IndexOf(name);
        if (at < 0)
            at = head.IndexOf(sameInLower);
        return at < 0 ? -1 : at + name.Length;
    }
}
