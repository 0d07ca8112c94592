using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Embedded.Http;

/// <summary>
/// Serves the HTTP surface of the engine, as Restate's ingress does: clients cannot tell the engines apart.
/// </summary>
internal sealed partial class Ingress(
    IInvocationEngine engine,
    IngressCatalog catalog,
    Admission admission,
    long maxBodySize,
    ILogger<Ingress> logger,
    CancellationToken stopping)
{
    private const string Stopping =
        "the server is stopping. If the request has an 'idempotency-key' or only reads, it can be safely retried, "
        + "otherwise submitting it again may result in executing the invocation twice. "
        + "What was accepted goes on when the server is back.";

    private readonly IngressRouter _router = new(catalog);
    private readonly CallsAndSends _invocations = new(engine, admission, maxBodySize, stopping);
    private readonly Results _results = new(engine, catalog, maxBodySize, stopping);
    private readonly AwakeableCompletions _awakeables = new(engine, maxBodySize);

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await ServeAsync(context);
        }
        catch (IngressException refusal)
        {
            await IngressResponse.WriteErrorAsync(context.Response, refusal.Status, refusal.Message);
        }
        catch (TerminalException refusal)
        {
            var status = IngressResponse.StatusOf(refusal.Code);
            await IngressResponse.WriteErrorAsync(context.Response, status, refusal.Message);
        }
        catch (BadHttpRequestException error)
        {
            await IngressResponse.WriteErrorAsync(
                context.Response, error.StatusCode, $"cannot read body: {error.Message}");
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer. What was accepted goes on.
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await IngressResponse.WriteErrorAsync(context.Response, StatusCodes.Status503ServiceUnavailable, Stopping);
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            LogFailure(error, context.Request.Method, context.Request.Path);
            await IngressResponse.WriteErrorAsync(
                context.Response,
                StatusCodes.Status500InternalServerError,
                $"the engine failed ({error.GetType().Name}); its log says more");
        }
    }

    private Task ServeAsync(HttpContext context)
    {
        var path = IngressPath.Of(context);
        return _router.Parse(path.Path) switch
        {
            IngressRoute.Invoke invoke => _invocations.HandleAsync(context, path, invoke),
            IngressRoute.Read read => _results.HandleAsync(context, read),
            IngressRoute.ReadByBody read => _results.HandleAsync(context, read),
            IngressRoute.Complete completion => _awakeables.HandleAsync(context, completion),
            _ => HealthAsync(context),
        };
    }

    private Task HealthAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
            throw IngressException.MethodNotAllowed();
        return IngressResponse.WriteJsonAsync(context.Response, catalog.Names, static (json, names) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("services");
            foreach (var name in names)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed inside the engine")]
    private partial void LogFailure(Exception error, string method, string path);
}
