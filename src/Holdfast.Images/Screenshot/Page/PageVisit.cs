using Holdfast.Images.Screenshot.Browser;
using Holdfast.Images.Screenshot.Network;
using Microsoft.Playwright;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>One page from its address to its image: open, wait until it is ready, capture.</summary>
internal sealed class PageVisit(ScreenshotParameters request, PageNetworks networks, TimeProvider time)
{
    // Painting and encoding a tall page on a busy machine.
    private static readonly TimeSpan _captureTime = TimeSpan.FromSeconds(30);

    // Where the page was going last, by redirects or by its own script.
    private Uri _heading = new(request.Url);

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
            await networks.CheckAsync(_heading, cancellationToken);
            return await browser.RunAsync(kind, CaptureAsync, Limit, cancellationToken);
        }
        catch (UnreachableException failure)
        {
            throw NavigationFailure.Explain(request.Url, _heading, failure);
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
            blank.Page.Context.Request += (_, sent) => OnRequest(blank, sent);
            var isReady = await LoadAsync(blank, cancellationToken);
            var capture = await PageCapture.TakeAsync(blank, request, time, cancellationToken);
            return isReady
                ? capture
                : capture with { Remark = $", as it was after {request.TimeoutMs} ms{capture.Remark}" };
        }
        catch (PlaywrightException error)
        {
            throw blank.Network.FailureOf(_heading) is { } failure
                ? NavigationFailure.Explain(request.Url, _heading, failure)
                : NavigationFailure.Explain(request.Url, error);
        }
    }

    private void OnRequest(BlankPage blank, IRequest sent)
    {
        blank.Network.CountRequest();
        if (sent.IsNavigationRequest && sent.Frame == blank.Page.MainFrame
            && Uri.TryCreate(sent.Url, UriKind.Absolute, out var heading))
        {
            _heading = heading;
        }
    }

    private async Task<bool> LoadAsync(BlankPage blank, CancellationToken cancellationToken)
    {
        var readiness = new PageReadiness(blank, request, new(PageTime, time));
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
