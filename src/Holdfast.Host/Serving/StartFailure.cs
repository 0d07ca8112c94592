using System.Net.Sockets;
using Holdfast.Embedded;
using Holdfast.Host.Configuration;

namespace Holdfast.Host.Serving;

/// <summary>Turns what can go wrong at the start into a message and an exit code.</summary>
internal static class StartFailure
{
    /// <summary>Null: not one of the expected failures, so a bug; its stack trace is wanted.</summary>
    public static ProgramException? Explain(Exception error, ServerOptions options) => error switch
    {
        ProgramException explained => explained,
        DataDirectoryException { Problem: DataDirectoryProblem.Locked } =>
            new(ExitCode.DataLocked, error.Message, error),
        DataDirectoryException { Problem: DataDirectoryProblem.Newer } =>
            new(ExitCode.DataNewer, error.Message, error),
        DataDirectoryException => new(
            ExitCode.DataUnusable, $"{error.Message} Free or repair it, or choose another with --data.", error),
        SocketException problem => PortProbe.Explain(problem, options.Bind, options.Port),
        IOException { InnerException: Exception inner } => Explain(inner, options),
        Microsoft.AspNetCore.Connections.AddressInUseException =>
            PortProbe.Explain(new SocketException((int)SocketError.AddressAlreadyInUse), options.Bind, options.Port),
        _ => null,
    };
}
