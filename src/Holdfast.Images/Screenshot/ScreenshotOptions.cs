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

    /// <summary>
    /// A process that shows pages is ended when it has more memory of its own than this, in bytes.
    /// </summary>
    public long MaxRendererBytes { get; init; } = 1L * 1024 * 1024 * 1024;

    /// <summary>A page that makes more requests than this is not captured.</summary>
    public int MaxRequestsPerPage { get; init; } = 2_000;

    /// <summary>A page that loads more than this is not captured; in bytes, as they come over the network.</summary>
    public long MaxBytesPerPage { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// What pages may be loaded from besides the public internet. Everything else that is not public (private networks,
    /// this machine, link-local addresses) is refused, whatever names, redirects or frames lead there.
    /// </summary>
    public IReadOnlyList<AddressRule> Allow { get; init; } = [];

    /// <summary>
    /// Single pages that are open in spite of their addresses, such as one of this program; asked for each request.
    /// Only over http: of a secure connection nobody sees which page it is for.
    /// </summary>
    public Func<IEnumerable<Uri>>? OpenPages { get; init; }

    /// <summary>Starts the browser with the program instead of with the first screenshot.</summary>
    public bool WarmUp { get; init; }
}
