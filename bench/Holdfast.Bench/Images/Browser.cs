using System.Net;
using Holdfast.Images;
using Holdfast.Images.Screenshot;
using Holdfast.Images.Screenshot.Browser;
using Holdfast.Images.Screenshot.Network;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Bench.Images;

/// <summary>What the screenshot step does, with browser and guard of the network as they are shipped.</summary>
internal sealed class Browser : IAsyncDisposable
{
    // The one thing that is not as shipped: the page is on this machine.
    private static readonly ScreenshotOptions _options = new()
    {
        Allow = [AddressRule.TryParse("127.0.0.1", out var local) ? local : throw new InvalidOperationException()],
    };

    private readonly ChromiumSupply _supply = new(
        new(_options, TimeProvider.System, NullLogger<ChromiumLauncher>.Instance),
        _options,
        NullLogger<ChromiumSupply>.Instance);

    private readonly PageNetworks _networks = new(_options, Dns.GetHostAddressesAsync, TimeProvider.System);

    public async Task<byte[]> CaptureAsync(string address)
    {
        var capture = await ScreenshotStep.TakeAsync(
            _supply, _networks, new(address), TimeProvider.System, CancellationToken.None);
        return capture.Content;
    }

    public ValueTask DisposeAsync() => _supply.DisposeAsync();
}
