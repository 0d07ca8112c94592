using System.Net.Sockets;
using Holdfast.Host.Configuration;

namespace Holdfast.Host.Serving;

/// <summary>Turns what can go wrong at the start into a message and an exit code.</summary>
internal static class StartFailure
{
    /// <summary>Null: not one of the expected failures, so a bug; its stack trace is wanted.</summary>
    public static ProgramException? Explain(Exception error, ServerOptions options) => error switch
    {
        ProgramException explained => explained,
        SocketException problem => PortProbe.Explain(problem, options.Bind, options.Port),
        IOException { InnerException: Exception inner } => Explain(inner, options),
        Microsoft.AspNetCore.Connections.AddressInUseException =>
            PortProbe.Explain(new SocketException((int)SocketError.AddressAlreadyInUse), options.Bind, options.Port),
        _ => null,
    };
}
