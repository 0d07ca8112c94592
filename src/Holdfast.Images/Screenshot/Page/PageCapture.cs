using System.Text.Json;
using Microsoft.Playwright;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>
/// Captures a page as it is, over the browser's own protocol: the driver's call would wait for fonts again, without
/// end, and knows no WebP.
/// </summary>
internal static class PageCapture
{
    // Chromium paints nothing beyond it.
    private const int MaxDevicePixels = 16_384;

    private static readonly TimeSpan _forLazyImages = TimeSpan.FromSeconds(10);

    public static async Task<Capture> TakeAsync(
        IPage page, ScreenshotParameters request, TimeProvider time, CancellationToken cancellationToken)
    {
        await page.EvaluateAsync(PageScripts.HoldStill);
        if (request.FullPage && request.Selector is null)
        {
            var budget = new TimeBudget(_forLazyImages, time);
            await budget.TryAsync(page.EvaluateAsync(PageScripts.ShowLazyImages), _forLazyImages, cancellationToken);
        }

        var browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("Emulation.setDeviceMetricsOverride", Window(request));
        var (clip, remark) = Fit(await AreaAsync(page, browser, request), request);
        var answer = await browser.SendAsync("Page.captureScreenshot", Arguments(request, clip));
        return new(answer!.Value.GetProperty("data").GetBytesFromBase64(), remark);
    }

    // As the driver has set it; but a capture only knows what its own session has said.
    private static Dictionary<string, object> Window(ScreenshotParameters request) => new()
    {
        ["width"] = (request.Viewport ?? Viewport.Default).Width,
        ["height"] = (request.Viewport ?? Viewport.Default).Height,
        ["deviceScaleFactor"] = request.DeviceScaleFactor,
        ["mobile"] = false,
    };

    private static async Task<Area> AreaAsync(IPage page, ICDPSession browser, ScreenshotParameters request)
    {
        if (request.Selector is { } selector)
        {
            var box = await page.Locator("css=" + selector).First.EvaluateAsync<double[]>(PageScripts.AreaOfElement);
            return new(box[0], box[1], box[2], box[3]);
        }

        // What is shown begins lower if the address has a fragment.
        var metrics = (await browser.SendAsync("Page.getLayoutMetrics"))!.Value;
        var (part, x, y, width, height) = request.FullPage
            ? ("cssContentSize", "x", "y", "width", "height")
            : ("cssLayoutViewport", "pageX", "pageY", "clientWidth", "clientHeight");
        var shown = metrics.GetProperty(part);
        return new(Number(x), Number(y), Number(width), Number(height));

        double Number(string name) => shown.GetProperty(name).GetDouble();
    }

    private static (Area Clip, string Remark) Fit(Area area, ScreenshotParameters request)
    {
        if (area.Width < 1 || area.Height < 1)
        {
            throw new TerminalException(
                $"The element '{request.Selector}' of {request.Url} has no size", ErrorCode.BadRequest);
        }

        var most = Math.Floor(MaxDevicePixels / request.DeviceScaleFactor);
        var fitting = area with { Width = Math.Min(area.Width, most), Height = Math.Min(area.Height, most) };
        return fitting == area
            ? (area, "")
            : (fitting, $" (its first {fitting} of {area} pixels: more cannot be painted)");
    }

    private static Dictionary<string, object> Arguments(ScreenshotParameters request, Area clip)
    {
        var arguments = new Dictionary<string, object>
        {
            ["format"] = JsonNamingPolicy.CamelCase.ConvertName(request.Format.ToString()),
            // Larger files, a third of the time.
            ["optimizeForSpeed"] = true,
            ["captureBeyondViewport"] = request.FullPage || request.Selector is not null,
            ["clip"] = new { x = clip.X, y = clip.Y, width = clip.Width, height = clip.Height, scale = 1 },
        };
        if (request.Format != ScreenshotFormat.Png)
            arguments["quality"] = request.Quality;
        return arguments;
    }

    /// <summary>A rectangle of the page in CSS pixels.</summary>
    internal sealed record Area(double X, double Y, double Width, double Height)
    {
        public override string ToString() => $"{Width:F0}×{Height:F0}";
    }
}
