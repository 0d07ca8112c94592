using Holdfast.Host.Serving;

namespace Holdfast.Host.Demo;

/// <summary>
/// The demo page of this server, which screenshots may open although it is on this machine; nothing else of the server.
/// </summary>
internal sealed class OwnDemoPage
{
    private WebApplication? _app;

    /// <summary>Known once the server listens.</summary>
    public IEnumerable<Uri> Addresses()
    {
        if (_app is null)
            return [];
        var page = new UriBuilder(BoundAddress.Of(_app)) { Path = DemoPage.Path };
        return page.Host == "localhost"
            ? [page.Uri, new UriBuilder(page.Uri) { Host = "127.0.0.1" }.Uri]
            : [page.Uri];
    }

    /// <summary>Serves the page.</summary>
    public void Map(WebApplication app)
    {
        _app = app;
        app.MapDemoPage();
    }
}
