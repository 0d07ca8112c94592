using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Host.Configuration;

namespace Holdfast.Host.Commands;

/// <summary>Is Restate Server where the settings say?</summary>
internal static class RestateCheck
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <exception cref="ProgramException">It does not answer.</exception>
    public static async Task<string> RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var restate = options.Restate;
        using var http = new HttpClient { Timeout = _patience };
        if (restate.Token is { } token)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var version = await GetAsync(
            http, new Uri(restate.Admin, "version"), Settings.RestateAdmin, cancellationToken);
        await GetAsync(http, new Uri(restate.Ingress, "restate/health"), Settings.RestateIngress, cancellationToken);

        var text = version?["version"]?.GetValue<string>() ?? "of an unknown version";
        return $"Restate Server {text} answers at {restate.Ingress} and {restate.Admin}";
    }

    private static async Task<JsonNode?> GetAsync(
        HttpClient http, Uri address, Setting setting, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetFromJsonAsync<JsonNode>(address, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException
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
