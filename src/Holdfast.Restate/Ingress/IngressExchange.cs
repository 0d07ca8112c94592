using Holdfast.Restate.Transport;

namespace Holdfast.Restate.Ingress;

/// <summary>Sends requests to the ingress, again when that is safe and may help.</summary>
internal sealed class IngressExchange(ServerHttp server, int maxRetries, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(3);

    /// <summary>The body of the answer.</summary>
    /// <exception cref="TerminalException">The invocation failed, or the request was refused.</exception>
    /// <exception cref="HttpRequestException">There was no answer, or not one of the ingress.</exception>
    public async Task<byte[]> SendAsync(IngressRequest request, CancellationToken cancellationToken)
    {
        var pause = _firstPause;
        for (var retries = 0; ; retries++)
        {
            try
            {
                return await TryAsync(request, cancellationToken);
            }
            catch (HttpRequestException failure) when (retries < maxRetries && MayRepeat(request, failure))
            {
                await Task.Delay(pause, time, cancellationToken);
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
        }
    }

    public void Dispose() => server.Dispose();

    private async Task<byte[]> TryAsync(IngressRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage();
        using var response = await server.SendAsync(message, request.Path, cancellationToken);
        var body = await ReadAsync(response, cancellationToken);
        return response.IsSuccessStatusCode
            ? body
            : throw IngressFailure.Of(response, body, request.IsRepeatable, server.Address);
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (HttpIOException cut)
        {
            throw new HttpRequestException(cut.HttpRequestError, "The answer was cut off.", cut);
        }
    }

    private static bool MayRepeat(IngressRequest request, HttpRequestException failure) => failure switch
    {
        // Nothing was sent.
        { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true,
        { StatusCode: { } status } => request.IsRepeatable && IngressFailure.IsTransient((int)status),
        _ => request.IsRepeatable,
    };
}
