using Holdfast.Host.Composition;
using Holdfast.Host.Configuration;
using Holdfast.StableDiffusion;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Host.Commands;

/// <summary>Is there what makes images, as the settings say?</summary>
internal static class StableDiffusionCheck
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <exception cref="ProgramException">There is not.</exception>
    public static async Task<string> RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            return options.StableDiffusion.Worker is { } worker
                ? await AskWorkerAsync(worker, patience.Token)
                : await AskBackendAsync(options, patience.Token);
        }
        catch (Exception error) when (error is HttpRequestException or BackendUnavailableException or TerminalException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ProgramException(ExitCode.NoServer, error.Message, error);
        }
    }

    private static async Task<string> AskWorkerAsync(Uri worker, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(worker, "health/ready"), cancellationToken);
        response.EnsureSuccessStatusCode();
        return $"a worker answers at {worker}";
    }

    private static async Task<string> AskBackendAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var backend = ImageBackends.Create(options, TimeProvider.System, NullLoggerFactory.Instance);
        using (backend as IDisposable)
        {
            var found = await backend.ProbeAsync(cancellationToken);
            return found.Model is { } model ? $"{found.Name}, with {model}" : found.Name;
        }
    }
}
