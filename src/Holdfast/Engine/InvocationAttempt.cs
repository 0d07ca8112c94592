using Holdfast.Attempts;
using Holdfast.Machine;
using Microsoft.Extensions.Logging;

namespace Holdfast.Engine;

/// <summary>Runs attempts of a handler against channels. What every engine calls.</summary>
public sealed partial class InvocationAttempt
{
    private readonly AttemptEnvironment _environment;
    private readonly HandlerDefinition _handler;
    private readonly string _handlerName;
    private readonly ILogger _logger;

    /// <summary>For attempts of one handler; they may run at the same time.</summary>
    public InvocationAttempt(AttemptEnvironment environment, ServiceDefinition service, HandlerDefinition handler)
    {
        _environment = environment with { Serdes = service.SerdesOf(handler, environment.Serdes) };
        _handler = handler;
        _handlerName = $"{service.Name}/{handler.Name}";
        _logger = environment.LoggerFactory.CreateLogger(_handlerName);
    }

    /// <summary>
    /// Replays the journal, goes on from there, and returns when the last message (End, Suspend or Fail) was sent.
    /// </summary>
    /// <param name="start">The journal, and what else the attempt needs to know.</param>
    /// <param name="channel">Takes and gives messages. Used by one attempt.</param>
    /// <param name="cancellationToken">Drops the attempt without a word, as a crash would.</param>
    /// <exception cref="OperationCanceledException">The token dropped the attempt.</exception>
    public async Task RunAsync(AttemptStart start, IInvocationChannel channel, CancellationToken cancellationToken)
    {
        using var attemptEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = new AttemptEvents();
        var machine = new InvocationMachine(_handlerName, start);
        var flow = new HandlerFlow(machine, events);
        var runs = new RunExecutor(machine, start, _environment.TimeProvider, events);
        var context = new InvocationContext(start, _environment, machine, flow, runs, _logger);
        var pump = new HandlerPump(machine, channel, flow, runs, events);
        try
        {
            await pump.RunAsync(
                () => _handler.Invoke(_environment.Services, _environment.Serdes, context, machine.Input.Body),
                attemptEnd.Token);
        }
        finally
        {
            if (runs.Executing > 0 || pump.IsReceiving)
                await StopAsync(attemptEnd, start.InvocationId);
        }
    }

    /// <summary>Tells closures that still execute, and the channel, that nobody waits for them any more.</summary>
    private async Task StopAsync(CancellationTokenSource attemptEnd, string invocationId)
    {
        try
        {
            await attemptEnd.CancelAsync();
        }
        catch (AggregateException error)
        {
            // A closure's own callback failed; the attempt has said its last word already.
            LogStopFailed(_logger, invocationId, error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A callback on the cancellation token of a run of {InvocationId} failed")]
    private static partial void LogStopFailed(ILogger logger, string invocationId, Exception error);
}

/// <summary>What all attempts of a process share.</summary>
/// <param name="Services">Services of the process, given to handlers.</param>
/// <param name="Serdes">How values are written and read.</param>
/// <param name="TimeProvider">The clock.</param>
/// <param name="LoggerFactory">Makes the handlers' loggers.</param>
public sealed record AttemptEnvironment(
    IServiceProvider Services, Serdes Serdes, TimeProvider TimeProvider, ILoggerFactory LoggerFactory);
