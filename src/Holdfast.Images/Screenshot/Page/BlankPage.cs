using Holdfast.Images.Screenshot.Network;
using Microsoft.Playwright;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>What pages have to have in common so that one that was made for any serves for another.</summary>
/// <param name="Networks">Makes their ways out.</param>
/// <param name="Size">Of the window.</param>
/// <param name="DeviceScaleFactor">Device pixels per CSS pixel.</param>
internal sealed record PageKind(PageNetworks Networks, Viewport Size, double DeviceScaleFactor);

/// <summary>
/// A page that shows nothing yet, in a context and with a network of its own: for one address, and never for another.
/// </summary>
internal sealed class BlankPage
{
    private readonly PageProxy _proxy;

    private BlankPage(PageNetwork network, PageProxy proxy, IPage page, ICDPSession session)
    {
        (Network, _proxy, Page, Session) = (network, proxy, page, session);
    }

    /// <summary>The only way out that it has.</summary>
    public PageNetwork Network { get; }

    public IPage Page { get; }

    /// <summary>The browser's own protocol for this page.</summary>
    public ICDPSession Session { get; }

    public static async Task<BlankPage> OpenAsync(IBrowser browser, PageKind kind)
    {
        var network = kind.Networks.Open();
        PageProxy? proxy = null;
        try
        {
            proxy = await PageProxy.StartAsync(network, CancellationToken.None);
            var context = await browser.NewContextAsync(ContextOptions(kind, proxy));
            var page = await context.NewPageAsync();
            var session = await context.NewCDPSessionAsync(page);
            await session.SendAsync("Emulation.setDeviceMetricsOverride", Window(kind));
            return new(network, proxy, page, session);
        }
        catch
        {
            await CloseAsync(network, proxy);
            throw;
        }
    }

    /// <summary>
    /// Calls a function in the page and waits for what it promises, without what the driver would put there first.
    /// </summary>
    /// <exception cref="PlaywrightException">It failed, or the page went elsewhere.</exception>
    public async Task EvaluateAsync(string function)
    {
        var arguments = new Dictionary<string, object> { ["expression"] = $"({function})()", ["awaitPromise"] = true };
        var answer = await Session.SendAsync("Runtime.evaluate", arguments);
        if (answer!.Value.TryGetProperty("exceptionDetails", out var failure))
            throw new PlaywrightException($"A script failed in the page: {failure}");
    }

    /// <summary>Closes it, and everything that belongs to it.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await Page.Context.CloseAsync();
        }
        finally
        {
            await CloseAsync(Network, _proxy);
        }
    }

    private static async Task CloseAsync(PageNetwork network, PageProxy? proxy)
    {
        if (proxy is not null)
            await proxy.DisposeAsync();
        network.Dispose();
    }

    // A context in which nothing is remembered, allowed or different between machines, and with one way out.
    private static BrowserNewContextOptions ContextOptions(PageKind kind, PageProxy proxy) => new()
    {
        // The bypass takes away the exception that browsers make for this machine.
        Proxy = new() { Server = proxy.Address, Bypass = "<-loopback>" },
        ViewportSize = new() { Width = kind.Size.Width, Height = kind.Size.Height },
        DeviceScaleFactor = (float)kind.DeviceScaleFactor,
        AcceptDownloads = false,
        ServiceWorkers = ServiceWorkerPolicy.Block,
        Locale = "en-US",
        TimezoneId = "UTC",
        ColorScheme = ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
    };

    // As the driver has set it; but a capture only knows what its own session has said.
    private static Dictionary<string, object> Window(PageKind kind) => new()
    {
        ["width"] = kind.Size.Width,
        ["height"] = kind.Size.Height,
        ["deviceScaleFactor"] = kind.DeviceScaleFactor,
        ["mobile"] = false,
    };
}
