using Holdfast.Host.Configuration;
using Holdfast.Restate;

namespace Holdfast.Host.Composition;

/// <summary>What the processes behind Restate Server have in common.</summary>
internal static class RestateComposition
{
    public static HoldfastBuilder UseRestate(this HoldfastBuilder holdfast, RestateSettings settings) =>
        holdfast.UseRestate(restate =>
        {
            restate.Ingress = settings.Ingress;
            restate.Admin = settings.Admin;
            restate.AuthToken = settings.Token;
        });

    public static void MapRestate(this IEndpointRouteBuilder endpoints, ServerOptions options) =>
        endpoints.MapRestate(configure: restate =>
        {
            foreach (var key in options.Restate.IdentityKeys)
                restate.IdentityKeys.Add(key);
            restate.DrainTimeout = options.DrainTimeout;
        });
}
