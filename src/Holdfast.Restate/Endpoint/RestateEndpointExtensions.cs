using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Restate;

/// <summary>Serves the services of this process to Restate Server.</summary>
public static class RestateEndpointExtensions
{
    /// <summary>
    /// Maps <c>/discover</c>, <c>/invoke/{service}/{handler}</c> and <c>/health</c> below a prefix. Let Kestrel listen
    /// with HTTP/2 for bidirectional streaming; over HTTP/1.1 the same endpoint answers request by request.
    /// </summary>
    /// <param name="endpoints">The program's routes.</param>
    /// <param name="prefix">Where to mount it; the deployment is then registered with this path.</param>
    /// <param name="configure">Sets options.</param>
    public static IEndpointConventionBuilder MapRestate(
        this IEndpointRouteBuilder endpoints, string prefix = "", Action<RestateEndpointOptions>? configure = null) =>
        throw new NotImplementedException($"{endpoints} {prefix} {configure}");
}
