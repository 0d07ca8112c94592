using Holdfast.Host.Configuration;
using Holdfast.Restate;

namespace Holdfast.Host.Commands;

/// <summary>Is Restate Server where the settings say?</summary>
internal static class RestateCheck
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <exception cref="ProgramException">It does not answer.</exception>
    public static async Task<string> RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var (ingress, admin) = (options.Restate.Ingress, options.Restate.Admin);
        using var api = new RestateAdmin(new() { Admin = admin, AuthToken = options.Restate.Token });
        using var http = new HttpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);

        var version = await AskAsync(() => api.GetVersionAsync(patience.Token), admin, Settings.RestateAdmin);
        await AskAsync(
            () => http.GetStringAsync(new Uri(ingress, "restate/health"), patience.Token),
            ingress,
            Settings.RestateIngress);
        return $"Restate Server {version.Version} answers at {ingress} and {admin}";

        async Task<T> AskAsync<T>(Func<Task<T>> ask, Uri address, Setting setting)
        {
            try
            {
                return await ask();
            }
            catch (Exception error) when (error is HttpRequestException or RestateAdminException
                || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new ProgramException(
                    ExitCode.NoServer,
                    $"Restate Server does not answer at {address}: {error.Message} Start it with "
                    + $"'npx @restatedev/restate-server', or say with {setting.Flag} where it is.",
                    error);
            }
        }
    }
}
