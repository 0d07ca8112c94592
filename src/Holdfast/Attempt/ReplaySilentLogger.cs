using Holdfast.Machine;
using Microsoft.Extensions.Logging;

namespace Holdfast.Attempts;

/// <summary>Logs only what is new: a line of a replayed part was logged when that part ran first.</summary>
internal sealed class ReplaySilentLogger(ILogger logger, InvocationMachine machine) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => !machine.IsReplaying && logger.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
