using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Bench;

/// <summary>
/// Callers that send one request after the other, each over a connection of its own. Sockets and no HttpClient: the
/// load is made on the cores that are measured, and this takes a tenth of the time.
/// </summary>
internal static class HttpLoad
{
    /// <summary>Keeps the callers busy, and returns how long each answer took, in milliseconds, sorted.</summary>
    /// <param name="server">Address of the server.</param>
    /// <param name="callers">How many requests are under way at a time.</param>
    /// <param name="duration">How long.</param>
    /// <param name="next">The next request, complete with its headers.</param>
    public static async Task<List<double>> RunAsync(Uri server, int callers, TimeSpan duration, Func<byte[]> next)
    {
        var clock = Stopwatch.StartNew();
        var perCaller = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            using var connection = await ConnectAsync(server);
            var answer = new byte[16 * 1024];
            var latencies = new List<double>();
            while (clock.Elapsed < duration)
            {
                var start = Stopwatch.GetTimestamp();
                await connection.SendAsync(next());
                await ReceiveAsync(connection, answer);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return latencies;
        })));
        List<double> all = [.. perCaller.SelectMany(latencies => latencies)];
        all.Sort();
        return all;
    }

    /// <summary>Sends so many requests, each of them once.</summary>
    public static Task SendManyAsync(Uri server, int callers, int count, Func<int, byte[]> request)
    {
        var sent = 0;
        return Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            using var connection = await ConnectAsync(server);
            var answer = new byte[16 * 1024];
            for (var i = Interlocked.Increment(ref sent); i <= count; i = Interlocked.Increment(ref sent))
            {
                await connection.SendAsync(request(i));
                await ReceiveAsync(connection, answer);
            }
        })));
    }

    /// <summary>Sends one request, and returns its answer with its head.</summary>
    public static async Task<string> SendAsync(Uri server, byte[] request)
    {
        using var connection = await ConnectAsync(server);
        await connection.SendAsync(request);
        var answer = new byte[4 * 1024 * 1024];
        return Encoding.UTF8.GetString(answer, 0, await ReceiveAsync(connection, answer));
    }

    /// <summary>A request with a JSON body, or without one.</summary>
    public static byte[] Post(string path, string idempotencyKey, string? body) => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: bench\r\nidempotency-key: {idempotencyKey}\r\n"
        + (body is null ? "" : "Content-Type: application/json\r\n")
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body ?? "")}\r\n\r\n{body}");

    private static async Task<Socket> ConnectAsync(Uri server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        return socket;
    }

    private static async ValueTask<int> ReceiveAsync(Socket connection, byte[] answer)
    {
        for (var filled = 0; ;)
        {
            var read = await connection.ReceiveAsync(answer.AsMemory(filled));
            filled += read;
            if (read == 0 || filled == answer.Length)
                throw new InvalidOperationException("The server closed the connection, or answered too much.");
            if (!IsComplete(answer.AsSpan(0, filled)))
                continue;
            if (!answer.AsSpan().StartsWith("HTTP/1.1 20"u8))
                throw new InvalidOperationException(Encoding.UTF8.GetString(answer, 0, filled));
            return filled;
        }
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
