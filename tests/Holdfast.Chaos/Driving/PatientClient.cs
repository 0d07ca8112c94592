using System.Text;
using Holdfast.Chaos.Checking;

namespace Holdfast.Chaos.Driving;

/// <summary>A client that asks again until it is answered, as clients of a server that may be away have to.</summary>
internal sealed class PatientClient(IVictim victim, CancellationToken end) : IDisposable
{
    // A connection to a process that was killed is answered never.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(30);

    private readonly HttpClient _http = new() { Timeout = _patience };

    /// <summary>Asks until there is an answer that is not about the server being away.</summary>
    public async Task<Answer> AskAsync(
        HttpMethod method, string path, string? json = null, string? key = null, bool ofAdmin = false)
    {
        while (true)
        {
            if (await AskOnceAsync(method, path, json, key, ofAdmin) is { } answer)
                return answer;
            await Task.Delay(_pause, TimeProvider.System, end);
        }
    }

    /// <summary>Asks once; null: nobody can know what became of it.</summary>
    public async Task<Answer?> AskOnceAsync(
        HttpMethod method, string path, string? json = null, string? key = null, bool ofAdmin = false)
    {
        using var request = new HttpRequestMessage(method, new Uri(ofAdmin ? victim.Admin : victim.Ingress, path));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add("idempotency-key", key);
        try
        {
            using var response = await _http.SendAsync(request, end);
            var answer = new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(end));
            return IsAway(answer) ? null : answer;
        }
        catch (Exception error) when (!end.IsCancellationRequested
            && error is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The end of an invocation, waited for.</summary>
    public Task<Answer> AttachAsync(string invocationId) =>
        AskAsync(HttpMethod.Get, $"restate/invocation/{invocationId}/attach");

    public void Dispose() => _http.Dispose();

    // The server is stopping, or a node of it is not there; a gateway says 502 or 504.
    private static bool IsAway(Answer answer) => answer.Status is 429 or 502 or 503 or 504
        || (answer.Status == 500 && answer.Body.Contains("\"ingress\"", StringComparison.Ordinal)
            && !answer.Body.Contains("engine failed", StringComparison.Ordinal));
}
