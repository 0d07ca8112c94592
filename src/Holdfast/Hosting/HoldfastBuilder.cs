using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast;

/// <summary>
/// Collects the services that this process offers; an engine's <c>Use…</c> method says who runs them.
/// </summary>
public sealed class HoldfastBuilder
{
    // Services may be added while others are served.
    private readonly ConcurrentDictionary<string, ServiceDefinition> _definitions = new(StringComparer.Ordinal);

    internal HoldfastBuilder(IServiceCollection services) => Services = services;

    /// <summary>For engines and extensions: the program's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>How values are written and read.</summary>
    public Serdes Serdes { get; private set; } = new();

    /// <summary>The services added so far, by name.</summary>
    public IReadOnlyDictionary<string, ServiceDefinition> Definitions => _definitions;

    /// <summary>Adds a class with a generated definition.</summary>
    public HoldfastBuilder Add<T>()
        where T : IDefinedService => Add(T.Definition);

    /// <summary>Adds a definition written by hand.</summary>
    /// <exception cref="ArgumentException">There is one of this name already.</exception>
    public HoldfastBuilder Add(ServiceDefinition definition)
    {
        if (!_definitions.TryAdd(definition.Name, definition))
            throw new ArgumentException($"There is a service '{definition.Name}' already.", nameof(definition));
        return this;
    }

    /// <summary>Writes and reads values by these serdes, such as <c>new Serdes(AppJson.Default.Options)</c>.</summary>
    public HoldfastBuilder UseSerdes(Serdes serdes)
    {
        Serdes = serdes;
        return this;
    }
}

/// <summary>Adds Holdfast to a program.</summary>
public static class HoldfastServiceCollectionExtensions
{
    /// <summary>Adds services and an engine: <c>AddHoldfast(h => h.Add&lt;Checkout&gt;().UseEmbedded())</c>.</summary>
    public static IServiceCollection AddHoldfast(this IServiceCollection services, Action<HoldfastBuilder> configure)
    {
        var builder = new HoldfastBuilder(services);
        configure(builder);
        services.AddSingleton(builder);
        return services;
    }
}
