using Holdfast.Images;
using Holdfast.Images.Screenshot;
using Holdfast.Images.Screenshot.Browser;
using Holdfast.Images.Screenshot.Page;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>A site and real browsers to look at it.</summary>
public sealed class Browsers : IAsyncLifetime
{
    internal TestSite Site { get; private set; } = null!;

    internal ChromiumSupply Supply { get; } = Create(new());

    public async ValueTask InitializeAsync() => Site = await TestSite.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Supply.DisposeAsync();
        await Site.DisposeAsync();
    }

    internal static ChromiumSupply Create(ScreenshotOptions options)
    {
        var launcher = new ChromiumLauncher(options, TimeProvider.System, NullLogger<ChromiumLauncher>.Instance);
        return new(launcher, options, NullLogger<ChromiumSupply>.Instance);
    }

    internal ScreenshotParameters Page(string path) => new(Site.Url + path);

    internal Task<Capture> TakeAsync(ScreenshotParameters request, ChromiumSupply? supply = null) =>
        ScreenshotStep.TakeAsync(
            supply ?? Supply, request, TimeProvider.System, TestContext.Current.CancellationToken);
}
