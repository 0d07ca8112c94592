using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Restate;

/// <summary>Runs the services of this process behind Restate Server.</summary>
public static class HoldfastBuilderExtensions
{
    /// <summary>
    /// Uses Restate Server: <c>AddHoldfast(h => h.Add&lt;Checkout&gt;().UseRestate())</c>. Serve the handlers with
    /// <c>app.MapRestate()</c>. <see cref="IHoldfastClient"/> calls its ingress, <see cref="IInvocationQueries"/> asks
    /// its admin API, and <c>RestateAdmin</c> registers deployments.
    /// </summary>
    public static HoldfastBuilder UseRestate(this HoldfastBuilder builder, Action<RestateOptions>? configure = null)
    {
        var options = new RestateOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton(options);
        return builder;
    }
}
