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

    /// <summary>Sends one request and waits for its answer.</summary>
    public static async Task SendAsync(Uri server, byte[] request)
    {
        using var connection = await ConnectAsync(server);
        await connection.SendAsync(request);
        await ReceiveAsync(connection, new byte[4 * 1024 * 1024]);
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

    private static async ValueTask ReceiveAsync(Socket connection, byte[] answer)
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
            return;
        }
    }

    // Looks at the head again with each part; only an answer of megabytes comes in many.
    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var name = "Content-Length: "u8;
        var header = answer[..end].IndexOf(name);
        var length = 0;
        return header < 0
            || !Utf8Parser.TryParse(answer[(header + name.Length)..], out length, out _)
            || answer.Length >= end + 4 + length;
    }
}
