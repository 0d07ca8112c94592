using System.Text.Json;
using Holdfast.Images.Screenshot.DevTools;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>Captures a page as it is.</summary>
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
        var isScrolled = request.FullPage && request.Selector is null;
        await blank.EvaluateAsync(PageScripts.HoldStill, isScrolled ? "true" : "false");
        if (isScrolled)
        {
            var budget = new TimeBudget(_forLazyImages, time);
            await budget.TryAsync(blank.EvaluateAsync(PageScripts.ShowLazyImages), _forLazyImages, cancellationToken);
        }

        var (clip, remark) = IsWindow(request) ? (null, "") : Fit(await AreaAsync(blank, request), request);
        return new(await PixelsAsync(blank, Command(request, clip)), remark);
    }

    private static bool IsNotPainted(DevToolsException error) =>
        error.Message.Contains(NotPainted, StringComparison.Ordinal);

    private static async Task<byte[]> PixelsAsync(BlankPage blank, CaptureScreenshot command)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await blank.Session.SendAsync(command)).Data;
            }
            catch (DevToolsException error) when (attempt < MaxAttempts && IsNotPainted(error))
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
            var box = await blank.EvaluateApartAsync(PageScripts.AreaOfElement, selector);
            return box.ValueKind == JsonValueKind.Array
                ? new(box[0].GetDouble(), box[1].GetDouble(), box[2].GetDouble(), box[3].GetDouble())
                : throw new TimeoutException($"{request.Url} has no element that matches '{selector}'");
        }

        var (window, content) = await blank.Session.SendAsync(new GetLayoutMetrics());
        // What is shown begins lower if the address has a fragment.
        return request.FullPage
            ? new(content.X, content.Y, content.Width, content.Height)
            : new(window.PageX, window.PageY, window.ClientWidth, window.ClientHeight);
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

    private static CaptureScreenshot Command(ScreenshotParameters request, Area? clip) => new(
        JsonNamingPolicy.CamelCase.ConvertName(request.Format.ToString()),
        request.Format == ScreenshotFormat.Png ? null : request.Quality,
        clip is null ? null : new(clip.X, clip.Y, clip.Width, clip.Height, Scale: 1),
        CaptureBeyondViewport: request.FullPage || request.Selector is not null,
        // Larger files, a third of the time.
        OptimizeForSpeed: true);

    /// <summary>A rectangle of the page in CSS pixels.</summary>
    internal sealed record Area(double X, double Y, double Width, double Height)
    {
        public override string ToString() => $"{Width:F0}×{Height:F0}";
    }
}
