using System.Net;
using System.Net.Sockets;

namespace Holdfast.Host.Serving;

/// <summary>Tries a port before anything else is started.</summary>
internal static class PortProbe
{
    public static bool IsFree(IPAddress bind, int port) => TryBind(bind, port) is null;

    /// <exception cref="ProgramException">Taken, not permitted, or not an address of this machine.</exception>
    public static void ThrowIfUnavailable(IPAddress bind, int port)
    {
        if (TryBind(bind, port) is { } problem)
            throw Explain(problem, bind, port);
    }

    public static ProgramException Explain(SocketException problem, IPAddress bind, int port)
    {
        var where = new IPEndPoint(bind, port);
        return new(
            ExitCode.PortUnavailable,
            problem.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"Port {port} is taken: another program listens on {where}. Stop that one, or choose another with "
                    + "--port (0 picks a free one).",
                SocketError.AccessDenied =>
                    $"Port {port} needs privileges that this user does not have. Choose one from 1024 with --port.",
                SocketError.AddressNotAvailable =>
                    $"{bind} is not an address of this machine. Choose one that is with --bind, such as 127.0.0.1.",
                _ => $"Cannot listen on {where}: {problem.Message}. Choose another port with --port.",
            },
            problem);
    }

    private static SocketException? TryBind(IPAddress bind, int port)
    {
        try
        {
            using var listener = new TcpListener(bind, port);
            listener.Start();
            return null;
        }
        catch (SocketException problem)
        {
            return problem;
        }
    }
}
