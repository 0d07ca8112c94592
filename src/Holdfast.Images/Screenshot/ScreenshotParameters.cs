using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Holdfast.Images.Screenshot;

/// <summary>Parameters of <c>puppeteer-service</c>.</summary>
internal sealed record ScreenshotParameters(
    [Description("Address of the page: absolute, http or https.")]
    [Length(1, 4096)]
    string Url,
    [Description("Size of the window in CSS pixels; 1388×800 unless given.")]
    Viewport? Viewport = null,
    [Description("The whole page instead of what the window shows.")]
    bool FullPage = false,
    [Description("CSS selector of the one element to capture.")]
    [Length(1, 1000)]
    string? Selector = null,
    [Description("What to wait for: the document, all that it loads, or a quiet network, too (a few seconds at most).")]
    WaitUntil WaitUntil = WaitUntil.Load,
    [Description("CSS selector of an element that must be visible first.")]
    [Length(1, 1000)]
    string? WaitForSelector = null,
    [Description("Milliseconds to wait after everything else.")]
    [Range(0, 60_000)]
    int DelayMs = 0,
    [Description("Device pixels per CSS pixel.")]
    [Range(0.5, 3.0)]
    double DeviceScaleFactor = 1,
    [Description("Format of the image.")]
    ScreenshotFormat Format = ScreenshotFormat.Png,
    [Description("Quality of jpeg and webp, in percent.")]
    [Range(1, 100)]
    int Quality = 85,
    [Description("Milliseconds that the page has until it is ready.")]
    [Range(100, 120_000)]
    int TimeoutMs = 30_000,
    [Description("When the page is not ready in time: fail, or capture what is there.")]
    OnProblem OnTimeout = OnProblem.Fail,
    [Description("When the page answers with an HTTP status from 400: fail, or capture it anyway.")]
    OnProblem OnHttpError = OnProblem.Fail)
{
    /// <summary>Address of the page, checked.</summary>
    /// <exception cref="ArgumentException">It is not one that is opened.</exception>
    public string Url { get; } = PageAddress.Require(Url);
}

/// <summary>Size of the browser's window in CSS pixels.</summary>
internal sealed record Viewport(
    [Description("CSS pixels.")][Range(1, 7680)] int Width = Viewport.DefaultWidth,
    [Description("CSS pixels.")][Range(1, 4320)] int Height = Viewport.DefaultHeight)
{
    public const int DefaultWidth = 1388;
    public const int DefaultHeight = 800;

    public static Viewport Default { get; } = new();
}

/// <summary>How far a page must have come.</summary>
internal enum WaitUntil
{
    [JsonStringEnumMemberName("load")]
    Load,

    [JsonStringEnumMemberName("domcontentloaded")]
    DocumentParsed,

    [JsonStringEnumMemberName("networkidle")]
    NetworkIdle,
}

/// <summary>Format of a screenshot.</summary>
internal enum ScreenshotFormat
{
    Png,
    Jpeg,
    Webp,
}

/// <summary>What to do when something is not as it should be.</summary>
internal enum OnProblem
{
    Fail,
    Capture,
}
