using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Holdfast.Images.Screenshot.Network;

/// <summary>Serves <c>CONNECT host:port</c>: bytes to and fro, for TLS and web sockets.</summary>
internal static class Tunnel
{
    private const int MaxHead = 16 * 1024;

    private static readonly byte[] _established = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();
    private static readonly byte[] _refused = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    /// <summary>False, and nothing read, when the connection wants something else.</summary>
    public static async Task<bool> TryServeAsync(ConnectionContext connection, PageNetwork network)
    {
        if (await ReadTargetAsync(connection) is not { } target)
            return false;
        try
        {
            await using var host = await network.ConnectAsync(target.Host, target.Port, connection.ConnectionClosed);
            await connection.Transport.Output.WriteAsync(_established);
            await PumpAsync(connection, host, network.Over);
        }
        catch (UnreachableException)
        {
            await connection.Transport.Output.WriteAsync(_refused);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // Either side left, or the page has reached a limit.
        }

        return true;
    }

    private static async Task<(string Host, int Port)?> ReadTargetAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed);
            var buffer = read.Buffer;
            if (!MayBeConnect(buffer))
            {
                input.AdvanceTo(buffer.Start);
                return null;
            }

            var reader = new SequenceReader<byte>(buffer);
            if (reader.TryReadTo(out ReadOnlySequence<byte> head, "\r\n\r\n"u8))
            {
                var target = ParseTarget(Encoding.Latin1.GetString(head));
                input.AdvanceTo(target is null ? buffer.Start : reader.Position);
                return target;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted || buffer.Length > MaxHead)
            {
                connection.Abort();
                return null;
            }
        }
    }

    private static bool MayBeConnect(ReadOnlySequence<byte> buffer)
    {
        var word = "CONNECT "u8;
        var start = buffer.Slice(0, Math.Min(word.Length, buffer.Length)).ToArray();
        return start.Length > 0 && word.StartsWith(start);
    }

    private static (string Host, int Port)? ParseTarget(string head)
    {
        var words = head.Split("\r\n", 2)[0].Split(' ');
        var colon = words.Length == 3 ? words[1].LastIndexOf(':') : -1;
        return colon > 0
            && ushort.TryParse(
                words[1].AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (words[1][..colon], port)
            : null;
    }

    private static async Task PumpAsync(ConnectionContext connection, Stream host, CancellationToken over)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(over, connection.ConnectionClosed);
        var there = connection.Transport.Input.CopyToAsync(host, ended.Token);
        try
        {
            // Who has sent everything may still be waiting for the answer; the host that ends, ends it.
            await host.CopyToAsync(connection.Transport.Output, ended.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await there.ContinueWith(static done => done.Exception, TaskScheduler.Default);
        }
    }
}
