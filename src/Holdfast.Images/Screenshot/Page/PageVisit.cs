using Holdfast.Images.Screenshot.Browser;
using Holdfast.Images.Screenshot.Network;
using Microsoft.Playwright;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>One page from its address to its image: open, wait until it is ready, capture.</summary>
internal sealed class PageVisit(ScreenshotParameters request, PageNetwork network, TimeProvider time)
{
    // Painting and encoding a tall page on a busy machine.
    private static readonly TimeSpan _captureTime = TimeSpan.FromSeconds(30);

    private readonly Viewport _viewport = request.Viewport ?? Viewport.Default;

    // Where the page was going last, by redirects or by its own script.
    private Uri _heading = new(request.Url);

    private TimeSpan PageTime => TimeSpan.FromMilliseconds(request.TimeoutMs);

    // After this the browser is not asked any more, but stopped.
    private TimeSpan Limit => PageTime + TimeSpan.FromMilliseconds(request.DelayMs) + _captureTime;

    /// <exception cref="TerminalException">The page cannot be captured, however often one tries (400).</exception>
    public async Task<Capture> GoAsync(ChromiumBrowser browser, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, network.Over);
        try
        {
            await network.CheckAsync(_heading, either.Token);
            await using var proxy = await PageProxy.StartAsync(network, either.Token);
            return await browser.RunAsync(ContextOptions(proxy), CaptureAsync, Limit, either.Token);
        }
        catch (UnreachableException failure)
        {
            throw NavigationFailure.Explain(request.Url, _heading, failure);
        }
        catch (Exception) when (network.ReachedLimit is { } limit)
        {
            throw new TerminalException($"{request.Url} cannot be captured: {limit}", ErrorCode.BadRequest);
        }
    }

    // A context in which nothing is remembered, allowed or different between machines, and with one way out.
    private BrowserNewContextOptions ContextOptions(PageProxy proxy) => new()
    {
        // The bypass takes away the exception that browsers make for this machine.
        Proxy = new() { Server = proxy.Address, Bypass = "<-loopback>" },
        ViewportSize = new() { Width = _viewport.Width, Height = _viewport.Height },
        DeviceScaleFactor = (float)request.DeviceScaleFactor,
        AcceptDownloads = false,
        ServiceWorkers = ServiceWorkerPolicy.Block,
        Locale = "en-US",
        TimezoneId = "UTC",
        ColorScheme = ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
    };

    private async Task<Capture> CaptureAsync(IBrowserContext context, CancellationToken cancellationToken)
    {
        try
        {
            var page = await context.NewPageAsync();
            context.Request += (_, sent) => OnRequest(page, sent);
            var isReady = await LoadAsync(page, cancellationToken);
            var capture = await PageCapture.TakeAsync(page, request, time, cancellationToken);
            return isReady
                ? capture
                : capture with { Remark = $", as it was after {request.TimeoutMs} ms{capture.Remark}" };
        }
        catch (PlaywrightException error)
        {
            throw network.FailureOf(_heading) is { } failure
                ? NavigationFailure.Explain(request.Url, _heading, failure)
                : NavigationFailure.Explain(request.Url, error);
        }
    }

    private void OnRequest(IPage page, IRequest sent)
    {
        network.CountRequest();
        if (sent.IsNavigationRequest && sent.Frame == page.MainFrame
            && Uri.TryCreate(sent.Url, UriKind.Absolute, out var heading))
        {
            _heading = heading;
        }
    }

    private async Task<bool> LoadAsync(IPage page, CancellationToken cancellationToken)
    {
        var readiness = new PageReadiness(page, request, new(PageTime, time));
        try
        {
            await readiness.WaitAsync(cancellationToken);
        }
        catch (TimeoutException error)
        {
            // Nothing to see before the server has answered, so nothing to capture either.
            if (request.OnTimeout == OnProblem.Capture && readiness.HasAnswer)
                return false;
            throw new TimeoutException(
                $"{request.Url} was not ready after {request.TimeoutMs} ms: {readiness.WaitsFor}", error);
        }

        if (request.DelayMs > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(request.DelayMs), time, cancellationToken);
        return true;
    }
}
