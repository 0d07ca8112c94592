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

    private const int MaxAttempts = 5;
    private const string NotPainted = "Unable to capture screenshot";

    private static readonly TimeSpan _forLazyImages = TimeSpan.FromSeconds(10);

    public static async Task<Capture> TakeAsync(
        BlankPage blank, ScreenshotParameters request, TimeProvider time, CancellationToken cancellationToken)
    {
        await blank.EvaluateAsync(PageScripts.HoldStill);
        if (request.FullPage && request.Selector is null)
        {
            var budget = new TimeBudget(_forLazyImages, time);
            await budget.TryAsync(blank.EvaluateAsync(PageScripts.ShowLazyImages), _forLazyImages, cancellationToken);
        }

        var (clip, remark) = IsWindow(request) ? (null, "") : Fit(await AreaAsync(blank, request), request);
        return new(await PixelsAsync(blank, Arguments(request, clip)), remark);
    }

    private static bool IsNotPainted(PlaywrightException error) =>
        error.Message.Contains(NotPainted, StringComparison.Ordinal);

    private static async Task<byte[]> PixelsAsync(BlankPage blank, Dictionary<string, object> arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await blank.Session.SendAsync("Page.captureScreenshot", arguments);
                return answer!.Value.GetProperty("data").GetBytesFromBase64();
            }
            catch (PlaywrightException error) when (attempt < MaxAttempts && IsNotPainted(error))
            {
                // The page has just changed its surface, and there is nothing on the new one yet.
            }
        }
    }

    // Just what is shown: a clip, even of the same area, makes the browser lay the page out and paint it once more.
    private static bool IsWindow(ScreenshotParameters request)
    {
        var (width, height) = request.Viewport ?? Viewport.Default;
        return !request.FullPage && request.Selector is null
            && Math.Max(width, height) * request.DeviceScaleFactor <= MaxDevicePixels;
    }

    private static async Task<Area> AreaAsync(BlankPage blank, ScreenshotParameters request)
    {
        if (request.Selector is { } selector)
        {
            var box = await blank.Page.Locator("css=" + selector).First
                .EvaluateAsync<double[]>(PageScripts.AreaOfElement);
            return new(box[0], box[1], box[2], box[3]);
        }

        // What is shown begins lower if the address has a fragment.
        var metrics = (await blank.Session.SendAsync("Page.getLayoutMetrics"))!.Value;
        var (part, x, y, width, height) = request.FullPage
            ? ("cssContentSize", "x", "y", "width", "height")
            : ("cssLayoutViewport", "pageX", "pageY", "clientWidth", "clientHeight");
        var shown = metrics.GetProperty(part);
        return new(Number(x), Number(y), Number(width), Number(height));

        double Number(string name) => shown.GetProperty(name).GetDouble();
    }

    private static (Area? Clip, string Remark) Fit(Area area, ScreenshotParameters request)
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

    private static Dictionary<string, object> Arguments(ScreenshotParameters request, Area? clip)
    {
        var arguments = new Dictionary<string, object>
        {
            ["format"] = JsonNamingPolicy.CamelCase.ConvertName(request.Format.ToString()),
            // Larger files, a third of the time.
            ["optimizeForSpeed"] = true,
            ["captureBeyondViewport"] = request.FullPage || request.Selector is not null,
        };
        if (clip is not null)
            arguments["clip"] = new { x = clip.X, y = clip.Y, width = clip.Width, height = clip.Height, scale = 1 };
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
