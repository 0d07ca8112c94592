using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Restate.Admin;

/// <summary>
/// Registers this process' endpoint once the program has started and listens, and tries again while that fails.
/// </summary>
internal sealed partial class EndpointRegistration(
    RestateOptions options,
    RestateAdmin admin,
    IHostApplicationLifetime program,
    TimeProvider time,
    ILogger<EndpointRegistration> logger) : BackgroundService
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.RegisterAs is not { } address || !await StartedAsync(stoppingToken))
            return;
        for (var pause = _firstPause; !await TryRegisterAsync(address, stoppingToken); pause = Longer(pause))
            await Task.Delay(pause, time, stoppingToken);
    }

    private async Task<bool> StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var onStart = program.ApplicationStarted.Register(started.SetResult);
        using var onStop = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        await ((Task)started.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return started.Task.IsCompletedSuccessfully;
    }

    /// <summary>True: done, or there is no use in trying again.</summary>
    private async Task<bool> TryRegisterAsync(Uri address, CancellationToken stoppingToken)
    {
        try
        {
            var registration = await admin.RegisterAsync(address, options.Registration, stoppingToken);
            LogRegistered(address, registration.Id, registration.Services.Count, options.Admin);
            return true;
        }
        catch (RestateAdminException refused) when (refused.Status < ErrorCode.Internal)
        {
            LogRefused(address, options.Admin, refused.Reason);
            return true;
        }
        catch (RestateAdminException failed)
        {
            LogFailed(address, options.Admin, failed.Reason);
            return false;
        }
        catch (HttpRequestException away)
        {
            LogAway(address, options.Admin, away.Message);
            return false;
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < _longestPause ? pause * 2 : _longestPause;

    [LoggerMessage(LogLevel.Information, "Registered {Address} as {Deployment} with {Services} services at {Admin}")]
    private partial void LogRegistered(Uri address, string deployment, int services, Uri admin);

    [LoggerMessage(LogLevel.Error, "{Address} is not registered: {Admin} refuses it: {Reason}")]
    private partial void LogRefused(Uri address, Uri admin, string reason);

    [LoggerMessage(LogLevel.Warning, "{Address} is not registered yet: {Admin} says {Reason}. Trying again")]
    private partial void LogFailed(Uri address, Uri admin, string reason);

    [LoggerMessage(LogLevel.Warning, "{Address} is not registered yet: no answer from {Admin}: {Reason}. Trying again")]
    private partial void LogAway(Uri address, Uri admin, string reason);
}
