using Holdfast.Host.Configuration;
using Holdfast.Restate;

namespace Holdfast.Host.Composition;

/// <summary>What the processes behind Restate Server have in common.</summary>
internal static class RestateComposition
{
    /// <param name="holdfast">What is offered.</param>
    /// <param name="settings">Where the server is.</param>
    /// <param name="port">Where it finds this process.</param>
    public static HoldfastBuilder UseRestate(this HoldfastBuilder holdfast, RestateSettings settings, int port) =>
        holdfast.UseRestate(restate =>
        {
            restate.Ingress = settings.Ingress;
            restate.Admin = settings.Admin;
            restate.AuthToken = settings.Token;
            restate.UseHttp11 = settings.UseHttp11;
            restate.RegisterAs = settings.Register ? settings.EndpointAt(port) : null;
            restate.Registration = restate.Registration with { UseHttp11 = settings.UseHttp11 };
        });

    /// <exception cref="ProgramException">An identity key is not one.</exception>
    public static void MapRestate(this IEndpointRouteBuilder endpoints, ServerOptions options)
    {
        try
        {
            endpoints.MapRestate(configure: restate =>
            {
                foreach (var key in options.Restate.IdentityKeys)
                    restate.IdentityKeys.Add(key);
                restate.DrainTimeout = options.DrainTimeout;
            });
        }
        catch (ArgumentException mistake)
        {
            throw new ProgramException(ExitCode.Usage, $"{Settings.IdentityKey.Flag}: {mistake.Message}", mistake);
        }
    }
}
