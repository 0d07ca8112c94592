using Microsoft.Extensions.Logging;

namespace Holdfast.Engine;

/// <summary>Runs one attempt of a handler against a channel. What every engine calls.</summary>
public sealed class InvocationAttempt
{
    private readonly AttemptEnvironment _environment;
    private readonly HandlerDefinition _handler;
    private readonly string _handlerName;

    /// <summary>For attempts of one handler.</summary>
    public InvocationAttempt(AttemptEnvironment environment, ServiceDefinition service, HandlerDefinition handler)
    {
        _environment = environment;
        _handler = handler;
        _handlerName = $"{service.Name}/{handler.Name}";
    }

    /// <summary>
    /// Replays the journal, goes on from there, and returns when the last message (End, Suspend or Fail) was sent.
    /// Cancelling the token drops the attempt without a word, as a crash would.
    /// </summary>
    public Task RunAsync(AttemptStart start, IInvocationChannel channel, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{_handlerName} {_handler} {_environment} {start} {channel} {cancellationToken}");
}

/// <summary>What all attempts of a process share.</summary>
/// <param name="Services">Services of the process, given to handlers.</param>
/// <param name="Serdes">How values are written and read.</param>
/// <param name="TimeProvider">The clock.</param>
/// <param name="LoggerFactory">Makes the handlers' loggers.</param>
public sealed record AttemptEnvironment(
    IServiceProvider Services, Serdes Serdes, TimeProvider TimeProvider, ILoggerFactory LoggerFactory);
