using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.StableDiffusion.Worker;

/// <summary>Says at the start what makes the images, or why nothing does yet: jobs are taken in either case.</summary>
internal sealed partial class BackendAnnouncement(
    IImageBackend backend, ILogger<BackendAnnouncement> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var found = await backend.ProbeAsync(stoppingToken);
            var samplers = string.Join(", ", found.Samplers);
            Found(logger, found.Name, found.Model ?? "a model it does not tell", samplers);
        }
        catch (Exception error) when (error is BackendUnavailableException or TerminalException)
        {
            NotFound(logger, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Images are made by {Backend} with {Model}; samplers: {Samplers}")]
    private static partial void Found(ILogger logger, string backend, string model, string samplers);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem} Jobs wait until it is there")]
    private static partial void NotFound(ILogger logger, string problem);
}
