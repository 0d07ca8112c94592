using System.Net.Http.Headers;
using Holdfast.Host.Access;
using Holdfast.Host.Configuration;

namespace Holdfast.Host.Serving;

/// <summary>
/// Passes requests on to Restate Server, so that clients find the whole HTTP API at one address, on either engine.
/// </summary>
internal sealed class RestateGateway(RestateSettings settings) : IDisposable
{
    // A call may wait for days; its client decides how long.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <exception cref="HttpRequestException">Its ingress does not answer.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri(settings.Ingress, "restate/health"), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public Task ForwardToIngressAsync(HttpContext context) => ForwardAsync(context, settings.Ingress);

    public Task ForwardToAdminAsync(HttpContext context) => ForwardAsync(context, settings.Admin);

    public void Dispose() => _http.Dispose();

    private async Task ForwardAsync(HttpContext context, Uri server)
    {
        using var request = ForwardedHttp.RequestOf(context.Request, server);
        if (settings.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            await ForwardedHttp.AnswerAsync(context, response);
        }
        catch (HttpRequestException error) when (!context.Response.HasStarted)
        {
            await WriteUnreachableAsync(context, server, error);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has left.
        }
    }

    private static Task WriteUnreachableAsync(HttpContext context, Uri server, HttpRequestException error)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(new IngressError(
            StatusCodes.Status503ServiceUnavailable,
            $"Restate Server does not answer at {server} ({error.Message}). Start it, or name it with "
            + $"{Settings.RestateIngress.Flag} and {Settings.RestateAdmin.Flag}.",
            "ingress"));
    }

    private sealed record IngressError(int Code, string Message, string Source);
}

/// <summary>Which requests are passed on.</summary>
internal static class RestateGatewayEndpoints
{
    private static readonly string[] _ofAdmin = ["/health", "/services", "/services/{name}"];
    private static readonly string[] _operations = ["cancel", "kill", "pause", "resume", "purge"];

    /// <summary>
    /// Maps what operators do to the admin API, and to the ingress all that no other endpoint of the program claims.
    /// </summary>
    public static void MapRestateGateway(this IEndpointRouteBuilder endpoints, ServerOptions options)
    {
        var gateway = endpoints.ServiceProvider.GetRequiredService<RestateGateway>();
        var admin = endpoints.MapGroup("");
        foreach (var path in _ofAdmin)
            admin.MapGet(path, (RequestDelegate)gateway.ForwardToAdminAsync);
        foreach (var operation in _operations)
        {
            admin.MapMethods(
                $"/invocations/{{id}}/{operation}", [HttpMethods.Patch], (RequestDelegate)gateway.ForwardToAdminAsync);
        }

        admin.Guard(options);
        endpoints.Map("/{**path}", (RequestDelegate)gateway.ForwardToIngressAsync).GuardIngress(options);
    }
}
