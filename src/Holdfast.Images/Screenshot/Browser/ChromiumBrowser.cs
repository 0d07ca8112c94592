using System.Collections.Concurrent;
using Holdfast.Images.Screenshot.DevTools;
using Holdfast.Images.Screenshot.Page;

namespace Holdfast.Images.Screenshot.Browser;

/// <summary>One running browser with its processes and directory.</summary>
internal sealed class ChromiumBrowser : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly ChromiumProcess _process;
    private readonly DevToolsConnection _connection;
    private readonly ChromiumProfile _profile;
    private readonly ScreenshotOptions _options;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly SparePages _spares;
    private readonly ConcurrentDictionary<Task, bool> _closing = new();
    private volatile bool _isStuck;

    private ChromiumBrowser(
        ChromiumProcess process, DevToolsConnection connection, int processId, ChromiumProfile profile,
        ScreenshotOptions options, TimeProvider time)
    {
        (_process, _connection, _profile) = (process, connection, profile);
        (_options, _time) = (options, time);
        ProcessId = processId;
        _startedAt = time.GetTimestamp();
        _spares = new(OpenAsync, CloseAsync, time);
    }

    /// <summary>Of the browser's main process.</summary>
    public int ProcessId { get; }

    /// <summary>Blank pages that wait to be used; for tests.</summary>
    internal int SparePages => _spares.Count;

    /// <summary>Its temporary directory.</summary>
    public string Directory => _profile.Directory;

    /// <summary>Whether it can take another page.</summary>
    public bool IsSound => !_connection.Closed.IsCancellationRequested && !_isStuck;

    public TimeSpan Age => _time.GetElapsedTime(_startedAt);

    /// <summary>Pages that use it now, and those it has had; owned by <see cref="ChromiumSupply"/>.</summary>
    public int OpenPages { get; set; }

    /// <inheritdoc cref="OpenPages"/>
    public int PagesSoFar { get; set; }

    public static async Task<ChromiumBrowser> AttachAsync(
        ChromiumProcess process, DevToolsConnection connection, ChromiumProfile profile, ScreenshotOptions options,
        TimeProvider time)
    {
        // What was started may be a script that has started the browser.
        var main = (await ProcessesAsync(connection)).First(one => one.Type == "browser");
        return new(process, connection, main.Id, profile, options, time);
    }

    /// <summary>
    /// Does a job with a page of its own, which is closed afterwards whatever happens; <see cref="ClosedAsync"/> waits
    /// for that. The limit holds even if the browser does not answer any more.
    /// </summary>
    /// <exception cref="TimeoutException">The job was not done within the limit.</exception>
    public async Task<T> RunAsync<T>(
        PageKind kind, Func<BlankPage, CancellationToken, Task<T>> job, TimeSpan limit,
        CancellationToken cancellationToken)
    {
        var page = await _spares.TakeAsync(kind, cancellationToken);
        using var overdue = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, page.Network.Over);
        var watch = EndGreedyRenderersAsync(overdue.Token);
        try
        {
            return await BoundedAsync(job(page, overdue.Token), limit, "finish the page", overdue.Token);
        }
        finally
        {
            await overdue.CancelAsync();
            await watch;
            var closing = CloseAsync(page);
            _closing.TryAdd(closing, true);
            _ = closing.ContinueWith(done => _closing.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    /// <summary>Completes when the pages of all finished jobs are closed.</summary>
    public Task ClosedAsync() => Task.WhenAll(_closing.Keys);

    // The page sees a crash; the browser and the other pages live on.
    private async Task EndGreedyRenderersAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_betweenLooks, _time, cancellationToken);
                var processes = await ProcessesAsync(_connection).WaitAsync(_patience, _time, cancellationToken);
                foreach (var (_, id) in processes.Where(process => process.Type == "renderer"))
                {
                    if (ProcessTree.PrivateBytes([id]) > _options.MaxRendererBytes)
                        await ProcessTree.KillAsync(id, _patience, _time);
                }
            }
        }
        catch (Exception error) when (IsOfBrowser(error) || error is OperationCanceledException)
        {
            // The page is done, or the browser ended or hangs, which others notice.
        }
    }

    /// <summary>Memory of all its processes that they do not share, in bytes.</summary>
    public async Task<long> PrivateBytesAsync()
    {
        try
        {
            var processes = await ProcessesAsync(_connection).WaitAsync(_patience, _time);
            return ProcessTree.PrivateBytes(processes.Select(process => process.Id));
        }
        catch (Exception error) when (IsOfBrowser(error))
        {
            _isStuck = true;
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _spares.DisposeAsync();
        await ClosedAsync();
        try
        {
            await _connection.Browser.SendAsync(new CloseBrowser()).WaitAsync(_patience, _time);
        }
        catch (Exception error) when (IsOfBrowser(error))
        {
            // It crashed or hangs; it is killed next.
        }

        await ProcessTree.KillAsync(ProcessId, _patience, _time);
        await _connection.DisposeAsync();
        await _process.DisposeAsync();
        ProcessTree.KillAllMentioning(_profile.Directory);
        _profile.Delete();
    }

    private async Task<BlankPage> OpenAsync(PageKind kind)
    {
        try
        {
            return await BoundedAsync(
                BlankPage.OpenAsync(_connection, kind), _patience * 2, "open a page", CancellationToken.None);
        }
        catch (Exception error) when (IsOfBrowser(error))
        {
            // Half of a page may be there, so the whole browser has to go.
            _isStuck = true;
            throw;
        }
    }

    private async Task CloseAsync(BlankPage page)
    {
        try
        {
            await page.CloseAsync().WaitAsync(_patience, _time);
        }
        catch (Exception error) when (IsOfBrowser(error))
        {
            // Its pages may live on, so the whole browser has to go.
            _isStuck = true;
        }
    }

    private async Task<T> BoundedAsync<T>(
        Task<T> task, TimeSpan limit, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await task.WaitAsync(limit, _time, cancellationToken);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException && !task.IsCompleted)
        {
            // Nobody waits for it any more, but somebody must look at its failure.
            _ = task.ContinueWith(static late => late.Exception, TaskScheduler.Default);
            throw error is TimeoutException
                ? new TimeoutException($"The browser did not {what} within {limit.TotalSeconds:0.#} s", error)
                : error;
        }
    }

    private static bool IsOfBrowser(Exception error) => error is DevToolsException or TimeoutException;

    private static async Task<IReadOnlyList<ProcessInfo>> ProcessesAsync(DevToolsConnection connection) =>
        (await connection.Browser.SendAsync(new GetProcessInfo())).ProcessInfo;
}
