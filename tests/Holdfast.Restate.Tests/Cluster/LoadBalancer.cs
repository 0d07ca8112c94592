using System.Net;
using System.Net.Sockets;

namespace Holdfast.Restate.Tests.Cluster;

/// <summary>
/// One address in front of several replicas, as a Kubernetes Service is: each new connection goes to the next replica
/// that accepts it, and ends with it.
/// </summary>
internal sealed class LoadBalancer : IAsyncDisposable
{
    private readonly IReadOnlyList<IPEndPoint> _replicas;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public LoadBalancer(IReadOnlyList<Uri> replicas)
    {
        _replicas = [.. replicas.Select(replica => new IPEndPoint(IPAddress.Loopback, replica.Port))];
        _listener.Start();
        Address = new($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    /// <summary>What is registered.</summary>
    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            for (var next = 0; ; next++)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                connections.Add(ServeAsync(client, next));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket client, int first)
    {
        using (client)
        using (var replica = await ConnectAsync(first))
        {
            if (replica is null)
                return;
            // When one side ends, so does the other: a killed replica is noticed at once.
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAll(CopyAsync(client, replica, over), CopyAsync(replica, client, over));
        }
    }

    private async Task<Socket?> ConnectAsync(int first)
    {
        for (var i = 0; i < _replicas.Count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(_replicas[(first + i) % _replicas.Count]);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationTokenSource over)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, over.Token) is > 0 and var read)
            {
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), over.Token);
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // The connection is over, for whatever reason.
        }

        await over.CancelAsync();
    }
}
