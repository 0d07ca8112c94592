using System.Net;
using Holdfast.Images;
using Holdfast.Images.Screenshot;
using Holdfast.Images.Screenshot.Browser;
using Holdfast.Images.Screenshot.Network;
using Holdfast.Images.Screenshot.Page;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>A site and real browsers to look at it.</summary>
public sealed class Browsers : IAsyncLifetime
{
    // Whatever is broken, a test ends by itself.
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(1);

    internal TestSite Site { get; private set; } = null!;

    /// <summary>The site is on this machine.</summary>
    internal static ScreenshotOptions LocalSites { get; } = new() { Allow = [Rule("127.0.0.1")] };

    internal ChromiumSupply Supply { get; } = Create(LocalSites);

    public async ValueTask InitializeAsync() => Site = await TestSite.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Supply.DisposeAsync();
        await Site.DisposeAsync();
    }

    internal static ChromiumSupply Create(ScreenshotOptions options, TimeProvider? time = null)
    {
        var launcher = new ChromiumLauncher(
            options, time ?? TimeProvider.System, NullLogger<ChromiumLauncher>.Instance);
        return new(launcher, options, NullLogger<ChromiumSupply>.Instance);
    }

    internal ScreenshotParameters Page(string path) => new(Site.Url + path);

    internal Task<Capture> TakeAsync(ScreenshotParameters request, ChromiumSupply? supply = null) =>
        TakeAsync(request, LocalSites, Dns.GetHostAddressesAsync, supply);

    internal async Task<Capture> TakeAsync(
        ScreenshotParameters request, ScreenshotOptions options, ResolveHost resolve, ChromiumSupply? supply = null)
    {
        var taking = ScreenshotStep.TakeAsync(
            supply ?? Supply,
            new(options, resolve, TimeProvider.System),
            request,
            TimeProvider.System,
            TestContext.Current.CancellationToken);
        // Not a TimeoutException: tests expect those of the step.
        var first = await Task.WhenAny(taking, Task.Delay(_deadline, TimeProvider.System));
        Assert.True(first == taking, $"{request.Url} was not done with within {_deadline.TotalSeconds} s");
        return await taking;
    }

    internal static AddressRule Rule(string text) =>
        AddressRule.TryParse(text, out var rule) ? rule : throw new ArgumentException(text);
}
