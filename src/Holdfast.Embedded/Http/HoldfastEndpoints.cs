using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Embedded.Http;

/// <summary>Maps the HTTP surface of the embedded engine.</summary>
public static class HoldfastEndpoints
{
    private const long DefaultMaxRequestBodySize = 32 * 1024 * 1024;

    /// <summary>
    /// Maps calls, sends, results and awakeables, under all paths that no other endpoint of the program claims.
    /// </summary>
    /// <param name="endpoints">The program.</param>
    /// <param name="maxRequestBodySize">In bytes; longer requests are answered with 413.</param>
    /// <exception cref="InvalidOperationException">The program does not use the embedded engine.</exception>
    public static IEndpointConventionBuilder MapHoldfast(
        this IEndpointRouteBuilder endpoints, long maxRequestBodySize = DefaultMaxRequestBodySize)
    {
        CheckEngine(endpoints, nameof(MapHoldfast));

        // Not before the first request: mapping must not open the database.
        var ingress = new Lazy<Ingress>(() => Create(endpoints.ServiceProvider, maxRequestBodySize));
        RequestDelegate handle = context => ingress.Value.HandleAsync(context);
        return endpoints.Map("/{**path}", handle).WithDisplayName("Holdfast ingress");
    }

    /// <summary>
    /// Maps what operators need: listing, cancelling, pausing and so on. It has no authentication of its own:
    /// restrict it to a port or to users, such as with <c>RequireHost("localhost:9070")</c>.
    /// </summary>
    /// <param name="endpoints">The program.</param>
    /// <exception cref="InvalidOperationException">The program does not use the embedded engine.</exception>
    public static IEndpointConventionBuilder MapHoldfastAdmin(this IEndpointRouteBuilder endpoints)
    {
        CheckEngine(endpoints, nameof(MapHoldfastAdmin));
        var group = endpoints.MapGroup("");
        var services = endpoints.ServiceProvider;
        new OperatorApi(services.GetRequiredService<IInvocationEngine>, Serdes(services)).Map(group);
        return group;
    }

    /// <summary>
    /// Maps <c>GET /invocations</c> and <c>GET /invocations/{id}</c> of the engine that the program uses, whichever it
    /// is. <see cref="MapHoldfastAdmin"/> has them too.
    /// </summary>
    /// <param name="endpoints">The program.</param>
    public static IEndpointConventionBuilder MapHoldfastInvocations(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("");
        new InvocationsApi(endpoints.ServiceProvider.GetRequiredService<IInvocationQueries>).Map(group);
        return group;
    }

    private static Ingress Create(IServiceProvider services, long maxRequestBodySize)
    {
        var engine = services.GetRequiredService<IInvocationEngine>();
        return new Ingress(
            engine,
            new IngressCatalog(engine.Services, Serdes(services)),
            services.GetRequiredService<Admission>(),
            maxRequestBodySize,
            services.GetRequiredService<ILogger<Ingress>>(),
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
    }

    private static Serdes Serdes(IServiceProvider services) => services.GetRequiredService<HoldfastBuilder>().Serdes;

    private static void CheckEngine(IEndpointRouteBuilder endpoints, string method)
    {
        var registered = endpoints.ServiceProvider.GetService<IServiceProviderIsService>();
        if (registered?.IsService(typeof(IInvocationEngine)) == false)
        {
            throw new InvalidOperationException(
                $"{method} serves the embedded engine, and there is none: "
                + "call AddHoldfast(h => h.UseEmbedded()) first.");
        }
    }
}
