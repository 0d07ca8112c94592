namespace Holdfast.Host;

/// <summary>
/// Ends the program with a message for people. The message says what is wrong, where, and how to go on.
/// </summary>
internal sealed class ProgramException(ExitCode exitCode, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public ExitCode ExitCode { get; } = exitCode;
}
