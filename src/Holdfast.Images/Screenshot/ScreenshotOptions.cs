namespace Holdfast.Images;

/// <summary>How the browser behind screenshots is run.</summary>
public sealed record ScreenshotOptions
{
    /// <summary>Path of Chromium or its headless shell; null: found by <see cref="ChromiumLocator"/>.</summary>
    public string? ChromiumPath { get; init; }

    /// <summary>
    /// Whether Chromium locks its renderers up. Null: yes, except for root, with whom Chromium refuses. Off only where
    /// something else, such as a container, keeps the process in.
    /// </summary>
    public bool? Sandbox { get; init; }

    /// <summary>
    /// Pages open at the same time; the rest wait their turn. Painting is what costs: more than the cores gains
    /// nothing.
    /// </summary>
    public int MaxConcurrentPages { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>A browser is replaced after so many screenshots.</summary>
    public int MaxScreenshotsPerBrowser { get; init; } = 100;

    /// <summary>A browser is replaced at this age.</summary>
    public TimeSpan MaxBrowserAge { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// A browser is replaced when its processes together have this much memory of their own, in bytes.
    /// </summary>
    public long MaxBrowserBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Starts the browser with the program instead of with the first screenshot.</summary>
    public bool WarmUp { get; init; }
}
