using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Holdfast.Images.StableDiffusion;

/// <summary>Talks to the worker. What fails and may work later is an <see cref="HttpRequestException"/>.</summary>
internal sealed class WorkerClient(StableDiffusionOptions options) : IDisposable
{
    // All answers are short and at once: images are made after the answer.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = 1024 * 1024,
    };

    /// <summary>Hands a job over. Repeated, it is the same job. On return the worker has it on disk.</summary>
    /// <exception cref="TerminalException">The worker will not take it, however often it is asked (400).</exception>
    public async Task SubmitAsync(ImageJob job, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, At("jobs"))
        {
            Content = JsonContent.Create(job, options: ImageJob.Json),
        };
        using var response = await ExchangeAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
            return;
        var message = await MessageAsync(response, cancellationToken);
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            throw new TerminalException(
                $"The Stable Diffusion worker refuses the job: {message}", ErrorCode.BadRequest);
        }

        throw Trouble(response.StatusCode, message);
    }

    /// <summary>Where a job stands; null: the worker does not know it.</summary>
    public async Task<ImageJobStatus?> FindAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(new(HttpMethod.Get, At($"jobs/{id}")), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (!response.IsSuccessStatusCode)
            throw Trouble(response.StatusCode, await MessageAsync(response, cancellationToken));
        return await response.Content.ReadFromJsonAsync<ImageJobStatus>(ImageJob.Json, cancellationToken);
    }

    /// <summary>Ends a job that nobody waits for any more. One that has ended or is unknown is none.</summary>
    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(new(HttpMethod.Delete, At($"jobs/{id}")), cancellationToken);
        var isOver = response.IsSuccessStatusCode
            || response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict;
        if (!isOver)
            throw Trouble(response.StatusCode, await MessageAsync(response, cancellationToken));
    }

    public void Dispose() => _http.Dispose();

    private Uri At(string path) => new(options.Worker.AbsoluteUri.TrimEnd('/') + "/" + path);

    private async Task<HttpResponseMessage> ExchangeAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                return await _http.SendAsync(request, cancellationToken);
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException
                && !cancellationToken.IsCancellationRequested)
            {
                throw new HttpRequestException(
                    $"The Stable Diffusion worker does not answer at {options.Worker} ({away.Message}). Start it with "
                    + "'holdfast worker stable-diffusion'; the step goes on when it is there.",
                    away);
            }
        }
    }

    private HttpRequestException Trouble(HttpStatusCode status, string message) =>
        new($"The Stable Diffusion worker at {options.Worker} answers {(int)status}: {message}", null, status);

    private static async Task<string> MessageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return JsonDocument.Parse(text).RootElement.GetProperty("message").GetString() ?? text;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return text;
        }
    }
}
