using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Holdfast.Host.Configuration;

namespace Holdfast.Host.Serving;

/// <summary>Makes a process known to Restate Server. The server may start later than the process.</summary>
internal sealed class Registration(RestateSettings settings, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    /// <summary>Registers what listens at an address; waits for the server as long as the token allows.</summary>
    /// <exception cref="ProgramException">The server refuses; the message has its reason.</exception>
    public async Task RunAsync(Uri endpoint, CancellationToken stopping)
    {
        using var http = new HttpClient { BaseAddress = settings.Admin };
        if (settings.Token is { } token)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        for (var pause = _firstPause; ; pause = pause < _longestPause ? pause * 2 : _longestPause)
        {
            try
            {
                var services = await RegisterAsync(http, endpoint, stopping);
                ServerLog.Registered(logger, endpoint, settings.Admin, services);
                return;
            }
            catch (HttpRequestException error)
            {
                if (pause == _firstPause)
                    ServerLog.NoRestate(logger, settings.Admin, error.Message);
            }

            await Task.Delay(pause, time, stopping);
        }
    }

    // Forced: what listened there before is gone, so nothing is taken from it.
    private async Task<string> RegisterAsync(HttpClient http, Uri endpoint, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            "deployments",
            new { uri = endpoint, use_http_11 = settings.UseHttp11, force = true },
            cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new ProgramException(
                ExitCode.Failed,
                $"Restate Server refuses to register {endpoint}: {answer?["message"]} If it cannot reach this address, "
                + $"say with {Settings.Advertise.Flag} which one it can.");
        }

        return string.Join(", ", answer?["services"]?.AsArray().Select(service => (string?)service?["name"]) ?? []);
    }
}
