using Holdfast.Restate.Admin;
using Holdfast.Restate.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Holdfast.Restate;

/// <summary>Runs the services of this process behind Restate Server.</summary>
public static class HoldfastBuilderExtensions
{
    /// <summary>
    /// Uses Restate Server: <c>AddHoldfast(h => h.Add&lt;Checkout&gt;().UseRestate(r => r.RegisterAs = …))</c>. Serve
    /// the handlers with <c>app.MapRestate()</c>. <see cref="IHoldfastClient"/> calls its ingress,
    /// <see cref="IInvocationQueries"/> asks its admin API, and <see cref="RestateAdmin"/> has the rest of that.
    /// </summary>
    public static HoldfastBuilder UseRestate(this HoldfastBuilder builder, Action<RestateOptions>? configure = null)
    {
        var options = new RestateOptions();
        configure?.Invoke(options);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(_ => new RestateAdmin(options));
        builder.Services.AddSingleton<IInvocationQueries>(services =>
            new RestateInvocationQueries(services.GetRequiredService<RestateAdmin>()));
        builder.Services.AddSingleton(services => new RestateClient(
            options,
            builder.Serdes,
            ServerHttp.CreateClient(options),
            services.GetRequiredService<RestateAdmin>(),
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IHoldfastClient>(services => services.GetRequiredService<RestateClient>());
        if (options.RegisterAs is not null)
            builder.Services.AddHostedService<EndpointRegistration>();
        return builder;
    }
}
