using System.Collections.Concurrent;
using Holdfast.Images.Screenshot.DevTools;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Images.Screenshot.Browser;

/// <summary>
/// Keeps one browser warm and replaces it when it is used up, too large, stuck or gone. Jobs under way finish in the
/// browser that they began in.
/// </summary>
internal sealed partial class ChromiumSupply(
    ChromiumLauncher launcher, ScreenshotOptions options, ILogger<ChromiumSupply> logger)
    : IHostedService, IAsyncDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxConcurrentPages);
    private readonly SemaphoreSlim _change = new(1);
    private readonly HashSet<ChromiumBrowser> _running = [];
    private readonly ConcurrentDictionary<Task, bool> _leaving = new();
    private ChromiumBrowser? _current;
    private bool _isClosed;

    /// <summary>The browser that the next job gets, if it is started; for tests and status.</summary>
    internal ChromiumBrowser? Current => _current;

    /// <summary>
    /// Does a job with a sound browser, when there is a place for it. Who asked for it gets the result at once; the
    /// place is free when the page is closed and the browser has been looked at.
    /// </summary>
    /// <exception cref="PageException">The browser ended under the job, or did not start.</exception>
    public async Task<T> UseAsync<T>(Func<ChromiumBrowser, Task<T>> job, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        ChromiumBrowser? browser = null;
        try
        {
            browser = await TakeAsync(cancellationToken);
            return await job(browser);
        }
        catch (DevToolsException error)
        {
            throw new PageException($"The browser failed: {error.Message}", error);
        }
        finally
        {
            var leaving = LeaveAsync(browser);
            _leaving.TryAdd(leaving, true);
            _ = leaving.ContinueWith(done => _leaving.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.WarmUp)
            await ReturnAsync(await TakeAsync(cancellationToken));
    }

    // Handlers may still finish; the browser ends with the container.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_leaving.Keys);
        ChromiumBrowser[] all;
        await _change.WaitAsync();
        try
        {
            _isClosed = true;
            _current = null;
            all = [.. _running];
            _running.Clear();
        }
        finally
        {
            _change.Release();
        }

        await Task.WhenAll(all.Select(browser => browser.DisposeAsync().AsTask()));
    }

    private async Task<ChromiumBrowser> TakeAsync(CancellationToken cancellationToken)
    {
        ChromiumBrowser? unsound = null;
        await _change.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_current is { IsSound: false })
                unsound = Retire(_current, "it crashed or does not answer");
            if (_current is null)
            {
                _current = await launcher.LaunchAsync();
                _running.Add(_current);
            }

            _current.OpenPages++;
            _current.PagesSoFar++;
            return _current;
        }
        finally
        {
            _change.Release();
            if (unsound is not null)
                await unsound.DisposeAsync();
        }
    }

    // Nobody waits for it, so what fails is said here.
    private async Task LeaveAsync(ChromiumBrowser? browser)
    {
        try
        {
            if (browser is not null)
            {
                await browser.ClosedAsync();
                await ReturnAsync(browser);
            }
        }
        catch (Exception error)
        {
            LogNotReturned(error, browser!.ProcessId);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task ReturnAsync(ChromiumBrowser browser)
    {
        var bytes = await browser.PrivateBytesAsync();
        ChromiumBrowser? unused;
        await _change.WaitAsync();
        try
        {
            browser.OpenPages--;
            unused = Retire(browser, Reason(browser, bytes));
        }
        finally
        {
            _change.Release();
        }

        if (unused is not null)
            await unused.DisposeAsync();
    }

    private string? Reason(ChromiumBrowser browser, long bytes)
    {
        if (!browser.IsSound)
            return "it crashed or does not answer";
        if (browser.PagesSoFar >= options.MaxScreenshotsPerBrowser)
            return "it has taken its number of screenshots";
        if (browser.Age >= options.MaxBrowserAge)
            return "it has reached its age";
        return bytes >= options.MaxBrowserBytes ? "it has grown too large" : null;
    }

    // Gives no more jobs to it; returns it when nobody uses it any more, to be disposed of.
    private ChromiumBrowser? Retire(ChromiumBrowser browser, string? reason)
    {
        if (reason is not null && _current == browser)
        {
            _current = null;
            LogRetired(browser.ProcessId, browser.PagesSoFar, reason);
        }

        return _current != browser && browser.OpenPages == 0 && _running.Remove(browser) ? browser : null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Browser {ProcessId} could not be looked at after its page")]
    private partial void LogNotReturned(Exception error, int processId);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "Browser {ProcessId} is replaced after {Pages} pages: {Reason}")]
    private partial void LogRetired(int processId, int pages, string reason);
}
