using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Testing.Restate;

/// <summary>Ports for processes that must know theirs before they start, and keep them over a restart.</summary>
internal static class LoopbackPorts
{
    private static readonly ConcurrentDictionary<int, bool> _taken = [];

    /// <summary>A port that nobody listens on now, and that no other test of this process was given.</summary>
    public static int Next()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (_taken.TryAdd(port, true))
                return port;
        }
    }
}
