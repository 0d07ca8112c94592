using Holdfast.Images;
using Holdfast.Images.Screenshot;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>Pages that take all they can get end at their budget, and the next page is not the worse for it.</summary>
public sealed class PageBudgetTests(Browsers browsers) : IClassFixture<Browsers>
{
    [Fact]
    public async Task A_page_that_loads_without_end_is_final()
    {
        var refusal = await Assert.ThrowsAsync<TerminalException>(() => TakeAsync(
            browsers.Page("/bytes"), Browsers.LocalSites with { MaxBytesPerPage = 1024 * 1024 }));

        Assert.Contains("more than 1048576 bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_asks_without_end_is_final()
    {
        var refusal = await Assert.ThrowsAsync<TerminalException>(() => TakeAsync(
            Script("for (let i = 0; i < 1000; i++) fetch('/image?' + i)"),
            Browsers.LocalSites with { MaxRequestsPerPage = 50 }));

        Assert.Contains("more than 50 requests", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""
        const frame = document.createElement('iframe')
        frame.src = location.href.replace('127.0.0.1', 'localhost').replace(/script.*/, 'html')
        document.body.append(frame)
        """)]
    [InlineData("new Worker('/worker.js')")]
    public async Task What_its_frames_and_workers_ask_for_counts_too(string script)
    {
        browsers.Site.Html = "<!doctype html><script>for (let i = 0; i < 1000; i++) fetch('/image?' + i)</script>";

        var refusal = await Assert.ThrowsAsync<TerminalException>(() => TakeAsync(
            Script(script) with { WaitForSelector = "#never", TimeoutMs = 10_000 },
            new() { MaxRequestsPerPage = 50, Allow = [Browsers.Rule("127.0.0.1"), Browsers.Rule("localhost")] }));

        Assert.Contains("more than 50 requests", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true) alert(1)")]
    [InlineData("setInterval(() => { location.reload() }, 1)")]
    public async Task A_page_that_goes_on_for_ever_ends_with_its_time(string script)
    {
        await using var supply = Browsers.Create(Browsers.LocalSites);
        var request = Script(script) with { TimeoutMs = 1_500, WaitForSelector = "#never" };

        var failure = await Record.ExceptionAsync(() => browsers.TakeAsync(request, supply));

        Assert.True(failure is TimeoutException or PageException, $"{failure}");
        await browsers.TakeAsync(browsers.Page("/red"), supply);
    }

    [Fact]
    public async Task A_page_that_takes_all_memory_is_ended_and_the_browser_lives()
    {
        var options = Browsers.LocalSites with { MaxRendererBytes = 300L * 1024 * 1024 };
        await using var supply = Browsers.Create(options);
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        var browser = supply.Current!.ProcessId;
        var request = Script(
            "const all = []; setInterval(() => all.push(new Uint8Array(20 << 20).fill(1)), 20)");

        var failure = await Assert.ThrowsAsync<PageException>(() => browsers.TakeAsync(
            request with { WaitForSelector = "#never" }, options, System.Net.Dns.GetHostAddressesAsync, supply));

        Assert.Contains("crashed", failure.Message, StringComparison.Ordinal);
        await browsers.TakeAsync(browsers.Page("/red"), supply);
        Assert.Equal(browser, supply.Current!.ProcessId);
    }

    private ScreenshotParameters Script(string script) =>
        browsers.Page("/script?" + Uri.EscapeDataString(script));

    private Task<Holdfast.Images.Screenshot.Page.Capture> TakeAsync(
        ScreenshotParameters request, ScreenshotOptions options) =>
        browsers.TakeAsync(request, options, System.Net.Dns.GetHostAddressesAsync);
}
