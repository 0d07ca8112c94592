using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Host.Serving;

/// <summary>A request and its answer, passed on as they are, bodies as streams.</summary>
internal static class ForwardedHttp
{
    // They concern one connection, and the next one has its own.
    private static readonly HashSet<string> _ofConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    public static HttpRequestMessage RequestOf(HttpRequest request, Uri server)
    {
        var target = server.GetLeftPart(UriPartial.Authority) + server.AbsolutePath.TrimEnd('/')
            + UriHelper.BuildRelative(path: request.Path, query: request.QueryString);
        var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), target);

        // A body that is not there is something else than an empty one: some handlers take none.
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            // The server has a limit of its own, and says so.
            if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = null;
            forwarded.Content = new StreamContent(request.Body);
        }

        foreach (var (name, values) in request.Headers)
        {
            if (!_ofConnection.Contains(name) && !forwarded.Headers.TryAddWithoutValidation(name, [.. values]))
                forwarded.Content?.Headers.TryAddWithoutValidation(name, [.. values]);
        }

        return forwarded;
    }

    public static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!_ofConnection.Contains(name))
                context.Response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
