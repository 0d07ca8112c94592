using Holdfast.Images.Screenshot.Browser;
using Holdfast.Images.Screenshot.DevTools;
using Holdfast.Images.Screenshot.Network;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>One page from its address to its image: open, wait until it is ready, capture.</summary>
internal sealed class PageVisit(ScreenshotParameters request, PageNetworks networks, TimeProvider time)
{
    // Painting and encoding a tall page on a busy machine.
    private static readonly TimeSpan _captureTime = TimeSpan.FromSeconds(30);

    private readonly Uri _address = new(request.Url);

    // Of the page, as soon as there is one.
    private PageNetwork? _network;

    private TimeSpan PageTime => TimeSpan.FromMilliseconds(request.TimeoutMs);

    // After this the browser is not asked any more, but stopped.
    private TimeSpan Limit => PageTime + TimeSpan.FromMilliseconds(request.DelayMs) + _captureTime;

    /// <exception cref="TerminalException">The page cannot be captured, however often one tries (400).</exception>
    public async Task<Capture> GoAsync(ChromiumBrowser browser, CancellationToken cancellationToken)
    {
        var kind = new PageKind(networks, request.Viewport ?? Viewport.Default, request.DeviceScaleFactor);
        try
        {
            await networks.CheckAsync(_address, cancellationToken);
            return await browser.RunAsync(kind, CaptureAsync, Limit, cancellationToken);
        }
        catch (UnreachableException failure)
        {
            throw NavigationFailure.Explain(request.Url, _address, failure);
        }
        catch (Exception) when (_network?.ReachedLimit is { } limit)
        {
            throw new TerminalException($"{request.Url} cannot be captured: {limit}", ErrorCode.BadRequest);
        }
    }

    private async Task<Capture> CaptureAsync(BlankPage blank, CancellationToken cancellationToken)
    {
        _network = blank.Network;
        try
        {
            var isReady = await LoadAsync(blank, cancellationToken);
            var capture = await PageCapture.TakeAsync(blank, request, time, cancellationToken);
            return isReady
                ? capture
                : capture with { Remark = $", as it was after {request.TimeoutMs} ms{capture.Remark}" };
        }
        catch (DevToolsException error)
        {
            var heading = blank.Traffic.Heading ?? _address;
            throw blank.Network.FailureOf(heading) is { } failure
                ? NavigationFailure.Explain(request.Url, heading, failure)
                : NavigationFailure.Explain(request.Url, error);
        }
    }

    private async Task<bool> LoadAsync(BlankPage blank, CancellationToken cancellationToken)
    {
        var readiness = new PageReadiness(blank, request, new(PageTime, time), time);
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
