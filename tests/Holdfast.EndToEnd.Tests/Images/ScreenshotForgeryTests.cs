using System.Net;
using Holdfast.Images;
using Holdfast.Images.Screenshot;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>Nobody makes the browser look at what only this machine can see: server-side request forgery.</summary>
public sealed class ScreenshotForgeryTests(Browsers browsers) : IClassFixture<Browsers>, IAsyncLifetime
{
    private InsideSite _inside = null!;

    public async ValueTask InitializeAsync() => _inside = await InsideSite.StartAsync();

    public ValueTask DisposeAsync() => _inside.DisposeAsync();

    [Theory]
    [InlineData("http://127.0.0.2:{port}/")]
    [InlineData("http://2130706434:{port}/")]
    [InlineData("http://0x7f.2:{port}/")]
    [InlineData("http://0177.0.0.2:{port}/")]
    [InlineData("http://[::ffff:127.0.0.2]:{port}/")]
    [InlineData("https://127.0.0.2:{port}/")]
    [InlineData("http://localhost:{port}/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://inside.example:{port}/")]
    [InlineData("https://inside.example:{port}/")]
    public async Task An_address_inside_is_final_and_says_what_would_open_it(string url)
    {
        var request = new ScreenshotParameters(
            url.Replace("{port}", $"{_inside.Port}", StringComparison.Ordinal));

        var refusal = await Assert.ThrowsAsync<TerminalException>(() => TakeAsync(request, new()));

        Assert.Equal(ErrorCode.BadRequest, refusal.Code);
        Assert.Contains("--screenshot-allow", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("HOLDFAST_SCREENSHOT_ALLOW", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_inside.Visits);
    }

    [Theory]
    [InlineData("http://127.0.0.2:{port}")]
    [InlineData("http://inside.example:{port}")]
    public async Task A_redirect_inside_is_final_and_named(string host)
    {
        var inside = host.Replace("{port}", $"{_inside.Port}", StringComparison.Ordinal);

        var refusal = await Assert.ThrowsAsync<TerminalException>(
            () => TakeAsync(browsers.Page($"/elsewhere?to={inside}/secret")));

        Assert.Contains($"leads to {inside}/secret", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--screenshot-allow", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_inside.Visits);
    }

    [Fact]
    public async Task A_script_that_navigates_inside_shows_nothing()
    {
        var page = browsers.Page($"/script?{Uri.EscapeDataString($"location = '{_inside.Url}/secret'")}");

        await Record.ExceptionAsync(() => TakeAsync(page with { WaitForSelector = "#never", TimeoutMs = 1_500 }));

        Assert.Empty(_inside.Visits);
    }

    [Theory]
    [InlineData("http://127.0.0.2:{port}")]
    [InlineData("http://inside.example:{port}")]
    public async Task Nothing_that_a_page_loads_comes_from_inside(string host)
    {
        await TakeAsync(Forging(host));

        Assert.Empty(_inside.Visits);
    }

    [Fact]
    public async Task What_is_allowed_is_loaded_in_all_of_these_ways()
    {
        // That the page above really tries.
        var machine = new ScreenshotOptions { Allow = [Browsers.Rule("127.0.0.0/8")] };
        await TakeAsync(Forging($"http://{InsideSite.Host}:{{port}}"), machine);

        Assert.All(ForgingPage.Ways, way => Assert.Contains(way, _inside.Visits));
    }

    [Fact]
    public async Task No_datagrams_leave_a_page()
    {
        browsers.Site.Html = ForgingPage.UdpHtml(InsideSite.Host, _inside.UdpPort);
        var all = new ScreenshotOptions { Allow = [Browsers.Rule("0.0.0.0/0"), Browsers.Rule("::/0")] };

        await TakeAsync(browsers.Page("/html") with { WaitForSelector = "#done" }, all);

        Assert.Equal(0, _inside.Datagrams);
    }

    [Fact]
    public async Task A_name_that_changes_its_address_after_the_check_gets_nothing()
    {
        var answers = 0;
        Task<IPAddress[]> RebindAsync(string host, CancellationToken cancellationToken) =>
            At(Interlocked.Increment(ref answers) == 1 ? "127.0.0.1" : InsideSite.Host);

        var refusal = await Assert.ThrowsAsync<TerminalException>(() => browsers.TakeAsync(
            new($"http://rebinding.example:{_inside.Port}/"), Browsers.LocalSites, RebindAsync));

        Assert.Contains(InsideSite.Host, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_inside.Visits);
    }

    [Fact]
    public async Task Between_the_check_of_a_name_and_the_connection_it_is_not_asked_again()
    {
        // The first look is the one before the page is opened; each one after that could be followed by another one.
        var looks = 0;
        Task<IPAddress[]> AlternateAsync(string host, CancellationToken cancellationToken) =>
            At(Interlocked.Increment(ref looks) is 1 or 2 or 4 or 6 ? "127.0.0.1" : InsideSite.Host);

        await Record.ExceptionAsync(() => browsers.TakeAsync(
            new($"http://alternating.example:{_inside.Port}/"), Browsers.LocalSites, AlternateAsync));

        Assert.InRange(looks, 2, int.MaxValue);
        Assert.Empty(_inside.Visits);
    }

    [Fact]
    public async Task A_name_with_one_public_and_one_private_address_is_refused()
    {
        Task<IPAddress[]> BothAsync(string host, CancellationToken cancellationToken) =>
            At("127.0.0.1", InsideSite.Host);

        await Assert.ThrowsAsync<TerminalException>(() => browsers.TakeAsync(
            new($"http://both.example:{_inside.Port}/"), Browsers.LocalSites, BothAsync));

        Assert.Empty(_inside.Visits);
    }

    [Fact]
    public async Task A_single_page_can_be_opened_and_nothing_else_of_its_host()
    {
        browsers.Site.Html = "<img src='/image?own'><iframe src='/red'></iframe>"
            + "<script>fetch('/image?own', { mode: 'no-cors' })</script>";
        var open = new ScreenshotOptions { OpenPages = () => [new(browsers.Site.Url + "/html")] };
        var before = browsers.Site.Images;

        await TakeAsync(browsers.Page("/html"), open);
        var refusal = await Assert.ThrowsAsync<TerminalException>(() => TakeAsync(browsers.Page("/red"), open));

        Assert.Equal(before, browsers.Site.Images);
        Assert.Contains("--screenshot-allow", refusal.Message, StringComparison.Ordinal);
    }

    private ScreenshotParameters Forging(string host)
    {
        browsers.Site.Html =
            ForgingPage.Html(host.Replace("{port}", $"{_inside.Port}", StringComparison.Ordinal));
        return browsers.Page("/html") with { WaitForSelector = "#done", WaitUntil = WaitUntil.NetworkIdle };
    }

    private Task<Holdfast.Images.Screenshot.Page.Capture> TakeAsync(
        ScreenshotParameters request, ScreenshotOptions? options = null) =>
        browsers.TakeAsync(request, options ?? Browsers.LocalSites, ResolveAsync);

    private static Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        host == "inside.example" ? At(InsideSite.Host) : Dns.GetHostAddressesAsync(host, cancellationToken);

    private static Task<IPAddress[]> At(params string[] addresses) =>
        Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());
}
