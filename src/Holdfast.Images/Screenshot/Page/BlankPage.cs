using System.Text.Json;
using Holdfast.Images.Screenshot.DevTools;
using Holdfast.Images.Screenshot.Network;

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
    private readonly DevToolsSession _browser;
    private readonly string _context;
    private readonly string _target;

    private BlankPage(
        PageNetwork network, PageProxy proxy, DevToolsConnection connection, string context, string target,
        DevToolsSession session)
    {
        (Network, _proxy, _browser, Session) = (network, proxy, connection.Browser, session);
        (_context, _target) = (context, target);
        Traffic = new(network, target);
    }

    /// <summary>The only way out that it has.</summary>
    public PageNetwork Network { get; }

    /// <summary>What it asks for, and what it got.</summary>
    public PageTraffic Traffic { get; }

    /// <summary>The browser's protocol for this page.</summary>
    public DevToolsSession Session { get; }

    public static async Task<BlankPage> OpenAsync(DevToolsConnection connection, PageKind kind)
    {
        var network = kind.Networks.Open();
        PageProxy? proxy = null;
        try
        {
            proxy = await PageProxy.StartAsync(network, CancellationToken.None);
            // The bypass takes away the exception that browsers make for this machine.
            var context = (await connection.Browser.SendAsync(
                new CreateBrowserContext(proxy.Address, ProxyBypassList: "<-loopback>"))).BrowserContextId;
            var noDownloads = connection.Browser.SendAsync(new SetDownloadBehavior("deny", context));
            var target = (await connection.Browser.SendAsync(
                new CreateTarget("about:blank", context, kind.Size.Width, kind.Size.Height))).TargetId;
            var session = await connection.AttachAsync(target);
            var page = new BlankPage(network, proxy, connection, context, target, session);
            await Task.WhenAll([noDownloads, .. page.SetUp(kind)]);
            return page;
        }
        catch
        {
            await CloseAsync(network, proxy);
            throw;
        }
    }

    /// <summary>Calls a function in the page, and waits for what it promises.</summary>
    /// <exception cref="DevToolsException">It failed, or the page went elsewhere.</exception>
    public Task<JsonElement> EvaluateAsync(string function, string argument = "") =>
        EvaluateAsync(new Evaluate($"({function})({argument})"));

    /// <summary>Calls a function with a text, out of reach of the page's own scripts.</summary>
    /// <inheritdoc cref="EvaluateAsync(string, string)"/>
    public async Task<JsonElement> EvaluateApartAsync(string function, string argument)
    {
        var world = await Session.SendAsync(new CreateIsolatedWorld(_target, "holdfast"));
        var text = JsonEncodedText.Encode(argument);
        return await EvaluateAsync(new Evaluate($"({function})(\"{text}\")", world.ExecutionContextId));
    }

    /// <summary>Closes it, and everything that belongs to it.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await _browser.SendAsync(new DisposeBrowserContext(_context));
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

    // All at once, for the answers say nothing.
    private IEnumerable<Task> SetUp(PageKind kind)
    {
        // Nobody is there to answer, except that leaving is fine.
        Session.On<DialogOpening>(dialog =>
            Session.Post(new HandleJavaScriptDialog(Accept: dialog.Type == "beforeunload")));
        var (width, height) = kind.Size;
        return
        [
            .. SetUp(Session),
            Session.SendAsync(new EnablePage()),
            Session.SendAsync(new SetDeviceMetricsOverride(
                width, height, kind.DeviceScaleFactor, Mobile: false, width, height)),
        ];
    }

    // Nothing is forgotten, and nothing differs between machines. Frames of other sites and workers have sessions of
    // their own, and wait until they are told to go on; workers have no document, and refuse what is about documents.
    private IReadOnlyList<Task> SetUp(DevToolsSession session)
    {
        Traffic.Watch(session);
        session.Attached += child =>
        {
            SetUp(child);
            child.Post(new RunIfWaitingForDebugger());
        };
        return
        [
            session.SendAsync(new EnableNetwork()),
            session.SendAsync(new SetAutoAttach()),
            session.SendAsync(new SetEmulatedMedia([
                new("prefers-color-scheme", "light"), new("prefers-reduced-motion", "reduce")])),
            session.SendAsync(new SetFocusEmulationEnabled(true)),
            session.SendAsync(new AddScriptToEvaluateOnNewDocument(PageScripts.NoServiceWorkers)),
        ];
    }

    private async Task<JsonElement> EvaluateAsync(Evaluate command)
    {
        var answer = await Session.SendAsync(command);
        if (answer.ExceptionDetails is { } failure)
        {
            throw new DevToolsException(
                $"A script failed in the page: {failure.Exception?.Description ?? failure.Text}");
        }

        return answer.Result.Value ?? default;
    }
}
