using Holdfast.StableDiffusion.Automatic1111;
using Holdfast.StableDiffusion.Servers;
using Holdfast.StableDiffusion.StableDiffusionCpp;
using Microsoft.Extensions.Logging;

namespace Holdfast.StableDiffusion;

/// <summary>
/// Makes images at a server of which only the address is known: it finds out which API the server has. Servers of
/// AUTOMATIC1111, Forge, SD.Next and stable-diffusion.cpp will do.
/// </summary>
public sealed class ServerBackend : IImageBackend, IDisposable
{
    private readonly ImageServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ServerConnection _server;
    private IImageBackend? _found;

    /// <summary>Does nothing yet: the server need not run.</summary>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public ServerBackend(ImageServerOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _logger = logger;
        _server = new(options, time);
    }

    /// <inheritdoc/>
    public async Task<BackendCapabilities> ProbeAsync(CancellationToken cancellationToken) =>
        await (await FindAsync(cancellationToken)).ProbeAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]> MakeAsync(
        ImageRequest request, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var backend = Volatile.Read(ref _found) ?? await FindAsync(cancellationToken);
        try
        {
            return await backend.MakeAsync(request, progress, cancellationToken);
        }
        catch (BackendUnavailableException)
        {
            // What comes back at this address may be another server.
            Volatile.Write(ref _found, null);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    /// <summary>
    /// The choice. stable-diffusion.cpp has both APIs, and its own is the better one: there, a broken connection loses
    /// no work, and jobs that wait can be taken back. Tasks by name, the next best, are a feature of some servers with
    /// the other API: <see cref="Automatic1111Features"/>.
    /// </summary>
    private async Task<IImageBackend> FindAsync(CancellationToken cancellationToken)
    {
        IImageBackend found;
        if (await StableDiffusionCppBackend.IsSpokenAsync(_server, cancellationToken))
            found = new StableDiffusionCppBackend(_server, _options, _time, _logger);
        else if (await Automatic1111Backend.IsSpokenAsync(_server, cancellationToken))
            found = new Automatic1111Backend(_server, _options, _time, _logger);
        else
            throw Unknown();

        Volatile.Write(ref _found, found);
        return found;
    }

    private BackendUnavailableException Unknown() => new(
        $"{_server.Address} answers, but has neither /sdcpp/v1/capabilities (stable-diffusion.cpp) nor "
        + "/sdapi/v1/options (AUTOMATIC1111, Forge, SD.Next). Start AUTOMATIC1111 and its relatives with --api, and "
        + "check the path in the address.");
}
