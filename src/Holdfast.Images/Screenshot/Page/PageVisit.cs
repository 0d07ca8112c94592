using Microsoft.Playwright;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>One page from its address to its image: open, wait until it is ready, capture.</summary>
internal sealed class PageVisit(ScreenshotParameters request, TimeProvider time)
{
    // Painting and encoding a tall page on a busy machine.
    private static readonly TimeSpan _captureTime = TimeSpan.FromSeconds(30);

    private readonly Viewport _viewport = request.Viewport ?? Viewport.Default;

    private TimeSpan PageTime => TimeSpan.FromMilliseconds(request.TimeoutMs);

    /// <summary>After this the browser is not asked any more, but stopped.</summary>
    public TimeSpan Limit => PageTime + TimeSpan.FromMilliseconds(request.DelayMs) + _captureTime;

    /// <summary>A browser context in which nothing is remembered, allowed or different between machines.</summary>
    public BrowserNewContextOptions ContextOptions => new()
    {
        ViewportSize = new() { Width = _viewport.Width, Height = _viewport.Height },
        DeviceScaleFactor = (float)request.DeviceScaleFactor,
        AcceptDownloads = false,
        ServiceWorkers = ServiceWorkerPolicy.Block,
        Locale = "en-US",
        TimezoneId = "UTC",
        ColorScheme = ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
    };

    public async Task<Capture> CaptureAsync(IBrowserContext context, CancellationToken cancellationToken)
    {
        try
        {
            var page = await context.NewPageAsync();
            var isReady = await LoadAsync(page, cancellationToken);
            var capture = await PageCapture.TakeAsync(page, request, time, cancellationToken);
            return isReady
                ? capture
                : capture with { Remark = $", as it was after {request.TimeoutMs} ms{capture.Remark}" };
        }
        catch (PlaywrightException error)
        {
            throw NavigationFailure.Explain(request.Url, error);
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
