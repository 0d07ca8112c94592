using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>Real web pages, good and bad.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _closing = new();
    private int _images;

    private TestSite(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>Images that browsers have asked for.</summary>
    public int Images => _images;

    /// <summary>What a page has told last.</summary>
    public string Told { get; private set; } = "";

    /// <summary>What <c>/html</c> shows.</summary>
    public string Html { get; set; } = "";

    public static async Task<TestSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = new TestSite(builder.Build());
        site.Map();
        await site._app.StartAsync();
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private void Map()
    {
        Page("/red", "<body style='margin:0;background:#ff0000'>");
        Page("/tall", "<body style='margin:0'><div style='height:2000px;background:#00f'></div>"
            + "<div style='height:1000px;background:#0f0'></div>");
        Page("/endless", "<body style='margin:0'><div style='height:40000px;background:#00f'></div>");
        Page("/element", "<body style='margin:0'><div style='height:1500px'></div>"
            + "<div id='box' style='width:120px;height:80px;margin-left:50px;background:#0f0'></div>");
        Page("/late", "<body><script>setTimeout(() => document.body.innerHTML = '<p id=late>Here</p>', 300)</script>");
        Page("/dialogs", "<body style='background:#0f0'><script>alert(1);confirm(2);prompt(3);"
            + "onbeforeunload = () => 'stay'</script>");
        Page("/popups", "<body style='background:#0f0'><script>for (let i = 0; i < 5; i++) open('/red')</script>");
        Page("/fading", "<style>@keyframes in{from{background:#f00}to{background:#0f0}}"
            + "body{margin:0;animation:in 100s forwards}</style><body>");
        Page("/half", "<body style='margin:0;background:#0f0'><img src='/never'>");
        Page("/slow-font", "<style>@font-face{font-family:x;src:url(/never)}body{font-family:x}</style><body>Text");
        Page("/lazy", "<body style='margin:0'>" + string.Concat(Enumerable.Range(0, 5).Select(at =>
            $"<div style='height:6000px'></div><img loading='lazy' width='10' height='10' src='/image?{at}'>")));

        _app.MapGet("/never", NeverAsync);
        _app.MapGet("/image", () => { Interlocked.Increment(ref _images); return Results.NotFound(); });
        _app.MapGet("/status/{code:int}", (int code) => Results.Text("Sorry", "text/html", statusCode: code));
        _app.MapGet("/bare/{code:int}", (int code) => Results.StatusCode(code));
        _app.MapGet("/language", (HttpContext http) => $"{http.Request.Headers.AcceptLanguage}");
        _app.MapGet("/told", (HttpContext http) =>
        {
            Told = Uri.UnescapeDataString($"{http.Request.QueryString}"[1..]);
        });
        _app.MapGet(
            "/slow", () => Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, _closing.Token));
        _app.MapGet("/download", () => Results.File(new byte[9], "application/octet-stream", "a.bin"));
        _app.MapGet("/to-file", () => Results.Redirect("file:///etc/passwd"));
        _app.MapGet("/round", () => Results.Redirect("/round"));
        _app.MapGet("/cookie", (HttpContext http) =>
        {
            var colour = http.Request.Cookies.ContainsKey("seen") ? "#f00" : "#0f0";
            http.Response.Cookies.Append("seen", "1");
            return Results.Text($"<body style='background:{colour}'>", "text/html");
        });
        _app.MapGet("/html", () => Results.Text(Html, "text/html"));
        _app.MapGet("/script", (HttpContext http) => Results.Text(
            $"<!doctype html><body><script>{Uri.UnescapeDataString(http.Request.QueryString.Value![1..])}</script>",
            "text/html"));
        _app.MapGet("/worker.js", () => Results.Text(
            "for (let i = 0; i < 1000; i++) fetch('/image?' + i)", "text/javascript"));
        _app.MapGet("/elsewhere", (string to) => Results.Redirect(to));
        _app.MapGet("/bytes", SendWithoutEndAsync);
        _app.MapGet("/reset", (HttpContext http) => http.Abort());
    }

    private void Page(string path, string html) =>
        _app.MapGet(path, () => Results.Text("<!doctype html>" + html, "text/html"));

    private static async Task SendWithoutEndAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html";
        while (!http.RequestAborted.IsCancellationRequested)
            await http.Response.WriteAsync(new string(' ', 64 * 1024), http.RequestAborted);
    }

    private async Task NeverAsync(HttpContext http)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _closing.Token);
        await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
