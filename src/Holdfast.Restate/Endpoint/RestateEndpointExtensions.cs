using Holdfast.Engine;
using Holdfast.Restate.Endpoint;
using Holdfast.Restate.Endpoint.Discovery;
using Holdfast.Restate.Endpoint.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Restate;

/// <summary>Serves the services of this process to Restate Server.</summary>
public static class RestateEndpointExtensions
{
    /// <summary>
    /// Maps <c>/discover</c>, <c>/invoke/{service}/{handler}</c> and <c>/health</c> below a prefix. Let Kestrel listen
    /// with <see cref="RestateKestrelExtensions"/>: with HTTP/2 handlers wait on open streams; over HTTP/1.1 the same
    /// endpoint answers request by request.
    /// </summary>
    /// <param name="endpoints">The program's routes.</param>
    /// <param name="prefix">Where to mount it; the deployment is then registered with this path.</param>
    /// <param name="configure">Sets options.</param>
    /// <exception cref="ArgumentException">An identity key is not one.</exception>
    /// <exception cref="InvalidOperationException">The program has no services: AddHoldfast was not called.</exception>
    public static IEndpointConventionBuilder MapRestate(
        this IEndpointRouteBuilder endpoints, string prefix = "", Action<RestateEndpointOptions>? configure = null)
    {
        var options = new RestateEndpointOptions();
        configure?.Invoke(options);
        var services = endpoints.ServiceProvider;
        var offered = services.GetService<HoldfastBuilder>() ?? throw new InvalidOperationException(
            $"{nameof(MapRestate)} serves what was added with AddHoldfast(h => h.Add<…>()): call that first.");
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var environment = new AttemptEnvironment(
            services, offered.Serdes, time, services.GetRequiredService<ILoggerFactory>());
        var program = services.GetRequiredService<IHostApplicationLifetime>();
        var stopping = new Stopping(options.DrainTimeout, time, program.ApplicationStopping);
        var invoke = new InvokeEndpoint(offered, new AttemptServer(environment, options, stopping));

        var discovery = new DiscoveryEndpoint(offered, environment.LoggerFactory.CreateLogger<DiscoveryEndpoint>());
        var identity = new IdentityCheck(
            new(options.IdentityKeys, time), environment.LoggerFactory.CreateLogger<IdentityCheck>());

        var group = endpoints.MapGroup(prefix);
        group.MapGet(
                DiscoveryEndpoint.Pattern,
                SdkHeader.AddTo(identity.Before(discovery.HandleAsync, _ => DiscoveryEndpoint.Pattern)))
            .WithDisplayName("Restate discover");
        group.MapPost(
                InvokeEndpoint.Pattern,
                SdkHeader.AddTo(identity.Before(invoke.HandleAsync, InvokeEndpoint.ProtocolPath)))
            .WithDisplayName("Restate invoke");
        group.MapGet("/health", SdkHeader.AddTo(_ => Task.CompletedTask)).WithDisplayName("Restate health");
        return group;
    }
}
