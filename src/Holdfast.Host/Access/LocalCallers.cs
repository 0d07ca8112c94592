using System.Net;

namespace Holdfast.Host.Access;

/// <summary>
/// Without keys, only this machine may call. A web page in somebody's browser could: by a name of its own that it lets
/// point to 127.0.0.1 (DNS rebinding). So the request must name this machine, or an address.
/// </summary>
internal sealed class LocalCallers(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        var isLocal = host.Length == 0
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(host, out _);
        return isLocal
            ? next(context)
            : ApiError.WriteAsync(
                context,
                StatusCodes.Status403Forbidden,
                $"This server is for callers on its own machine, who call it localhost, not '{host}'. Behind a proxy, "
                + "start it with --no-allow-anonymous and make keys, or with --allow-anonymous if the proxy asks who "
                + "calls.");
    }
}
