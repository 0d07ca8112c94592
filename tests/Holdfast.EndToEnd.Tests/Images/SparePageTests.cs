using System.Net;
using Holdfast.EndToEnd.Tests.Program;
using Holdfast.Images.Screenshot;
using Holdfast.Images.Screenshot.Browser;
using Holdfast.Images.Screenshot.Network;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class SparePageTests(Browsers browsers) : IClassFixture<Browsers>
{
    private readonly PageNetworks _networks = new(
        Browsers.LocalSites, Dns.GetHostAddressesAsync, TimeProvider.System);

    [Fact]
    public async Task The_next_page_is_made_while_this_one_is_captured_and_closed_when_nobody_wants_it()
    {
        var time = new FakeTimeProvider();
        await using var supply = Browsers.Create(Browsers.LocalSites, time);

        await TakeAsync(supply);
        await OneWaitsAsync(supply);
        await TakeAsync(supply);
        await OneWaitsAsync(supply);

        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, supply.Current!.SparePages);
        Assert.NotEmpty((await TakeAsync(supply)).Content);
    }

    [Fact]
    public async Task A_page_of_another_size_is_not_used()
    {
        await using var supply = Browsers.Create(Browsers.LocalSites);
        await TakeAsync(supply);

        var capture = await TakeAsync(supply, new Viewport(300, 200));

        using var image = Pictures.Open(capture.Content);
        Assert.Equal((300, 200), (image.Width, image.Height));
        await OneWaitsAsync(supply);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_leaves_its_page_to_the_next()
    {
        await using var supply = Browsers.Create(Browsers.LocalSites);
        await TakeAsync(supply);
        await TakeAsync(supply, new Viewport(300, 200));
        using var cancelled = new CancellationTokenSource();

        var waiting = supply.UseAsync(
            browser =>
            {
                var taken = browser.RunAsync(
                    new(_networks, Viewport.Default, 1), (_, _) => Task.FromResult(1), TimeSpan.FromMinutes(1),
                    cancelled.Token);
                cancelled.Cancel();
                return taken;
            },
            CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await OneWaitsAsync(supply);
    }

    [Fact]
    public async Task A_browser_with_a_page_that_waits_ends_whole()
    {
        var supply = Browsers.Create(Browsers.LocalSites);
        await TakeAsync(supply);
        await OneWaitsAsync(supply);
        var browser = supply.Current!;

        await supply.DisposeAsync();

        Assert.Empty(Chromium.Of(browser.ProcessId));
        Assert.False(Directory.Exists(browser.Directory));
    }

    private static Task OneWaitsAsync(ChromiumSupply supply) => Eventually.TrueAsync(
        () => Task.FromResult(supply.Current is { OpenPages: 0, SparePages: 1 }),
        () => "a page that waits, and all others closed");

    // As the program does it: with the same networks each time.
    private Task<Holdfast.Images.Screenshot.Page.Capture> TakeAsync(ChromiumSupply supply, Viewport? size = null) =>
        ScreenshotStep.TakeAsync(
            supply,
            _networks,
            browsers.Page("/red") with { Viewport = size },
            TimeProvider.System,
            TestContext.Current.CancellationToken);
}
