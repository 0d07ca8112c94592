using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Images.Screenshot.Network;

/// <summary>Forwards requests for <c>http://</c> addresses.</summary>
internal sealed class PlainRequests(PageNetwork network) : IDisposable
{
    // They concern one connection, and the next one has its own.
    private static readonly HashSet<string> _ofConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade",
    };

    private readonly HttpMessageInvoker _checked = Client(network.ConnectAsync);

    // Connections of its own: one that was opened without a check must not be used for anything else.
    private readonly HttpMessageInvoker _openPages = Client(network.ConnectUncheckedAsync);

    public async Task ForwardAsync(HttpContext context)
    {
        try
        {
            using var request = RequestOf(context);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, network.Over);
            var client = network.IsOpenPage(request.RequestUri!) ? _openPages : _checked;
            using var response = await client.SendAsync(request, either.Token);
            await AnswerAsync(context, response, either.Token);
        }
        catch (Exception error) when (error is HttpRequestException or UnreachableException or UriFormatException
            or OperationCanceledException or IOException or InvalidOperationException or FormatException)
        {
            // The page gets no answer rather than one that it could read. Why, the network has noted.
            context.Abort();
        }
    }

    public void Dispose()
    {
        _checked.Dispose();
        _openPages.Dispose();
    }

    private static HttpMessageInvoker Client(Func<string, int, CancellationToken, Task<Stream>> connect) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ConnectCallback = async (connection, cancellationToken) => await connect(
                connection.DnsEndPoint.Host, connection.DnsEndPoint.Port, cancellationToken),
        });

    private static HttpRequestMessage RequestOf(HttpContext context)
    {
        // As the browser wrote it: a proxy's request has the whole address in its first line.
        var address = new Uri(
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        if (address.Scheme != Uri.UriSchemeHttp)
            throw new UriFormatException(address.Scheme);
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!_ofConnection.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return request;
    }

    private static async Task AnswerAsync(
        HttpContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = response.ReasonPhrase;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (!_ofConnection.Contains(name))
                context.Response.Headers[name] = values.ToArray();
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await context.Response.StartAsync(cancellationToken);
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            // What has arrived is passed on at once: pages wait for single events.
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }
}
