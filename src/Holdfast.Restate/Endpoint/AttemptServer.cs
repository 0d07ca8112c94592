using Holdfast.Engine;
using Holdfast.Restate.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Restate.Endpoint;

/// <summary>Serves one attempt per request, from the start message to the last. Attempts share nothing.</summary>
internal sealed partial class AttemptServer(
    AttemptEnvironment environment, RestateEndpointOptions options, Stopping stopping)
{
    private static readonly Func<ILogger, string, string, string, IDisposable?> _scope =
        LoggerMessage.DefineScope<string, string, string>("{InvocationId} {Service}/{Handler}");

    private readonly ILogger _logger = environment.LoggerFactory.CreateLogger<AttemptServer>();

    /// <summary>Ends when the attempt does, in whatever way; never throws.</summary>
    public async Task ServeAsync(
        HttpContext context, ProtocolVersion version, ServiceDefinition service, HandlerDefinition handler)
    {
        var invocationId = InvokeEndpoint.InvocationId(context);
        using var scope = _scope(_logger, invocationId, service.Name, handler.Name);
        using var drop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping.Drop);
        StreamLimits.Lift(context);
        try
        {
            // The headers, before there is anything to say. Over HTTP/1.1 nothing is said before all was read.
            if (!HttpProtocol.IsHttp11(context.Request.Protocol))
                await context.Response.BodyWriter.FlushAsync(drop.Token);
            await using var channel = new RestateChannel(context, version, options.MaxMessageBytes, stopping.Suspend);
            await RunAsync(service, handler, channel, invocationId, drop.Token);
            if (channel.Failure is { } failure)
                LogFailed(_logger, invocationId, failure.Code, $"{failure.Message}\n{failure.Detail}".TrimEnd());
            await channel.EndAsync(environment.TimeProvider, drop.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The attempt never happened: nobody waits for its answer, or nobody may.
            LogBroken(_logger, invocationId, error.Message);
            context.Abort();
        }
    }

    private async Task RunAsync(
        ServiceDefinition service,
        HandlerDefinition handler,
        RestateChannel channel,
        string invocationId,
        CancellationToken drop)
    {
        AttemptError failure;
        try
        {
            var start = await channel.ReadStartAsync(drop);
            var mayPause = start.SupportsErrorBehavior && options.PauseOnJournalMismatch;
            start = start with { SupportsErrorBehavior = mayPause };
            // On the wire an empty key looks as none does.
            if (service.Kind != ServiceKind.Service)
                start = start with { Key = start.Key ?? "" };
            await new InvocationAttempt(environment, service, handler).RunAsync(start, channel, drop);
            return;
        }
        catch (ProtocolException error)
        {
            failure = new(ErrorCode.ProtocolViolation, error.Message);
        }
        catch (Exception error) when (error is not (OperationCanceledException or IOException))
        {
            // An attempt reports what handlers throw by itself. This is a defect of the endpoint.
            LogDefect(_logger, invocationId, error);
            failure = new(ErrorCode.Internal, $"The endpoint failed: {error.Message}", error.ToString());
        }

        await channel.SendAsync([new AttemptMessage.Fail(failure)], drop);
    }

    [LoggerMessage(LogLevel.Debug, "The stream of {Invocation} broke off: {Reason}")]
    private static partial void LogBroken(ILogger logger, string invocation, string reason);

    [LoggerMessage(LogLevel.Warning, "An attempt of {Invocation} failed with {Code}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string invocation, int code, string reason);

    [LoggerMessage(LogLevel.Error, "The endpoint failed at an attempt of {Invocation}")]
    private static partial void LogDefect(ILogger logger, string invocation, Exception error);
}
