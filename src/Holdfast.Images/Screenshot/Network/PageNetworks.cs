namespace Holdfast.Images.Screenshot.Network;

/// <summary>Gives each page a network of its own, so that limits and failures are those of one page.</summary>
internal sealed class PageNetworks(ScreenshotOptions options, ResolveHost resolve, TimeProvider time)
{
    private readonly AddressPolicy _policy = new(options);

    public PageNetwork Open() => new(_policy, resolve, options, time);

    /// <inheritdoc cref="PageNetwork.CheckAsync"/>
    public async Task CheckAsync(Uri address, CancellationToken cancellationToken)
    {
        using var network = Open();
        await network.CheckAsync(address, cancellationToken);
    }
}
