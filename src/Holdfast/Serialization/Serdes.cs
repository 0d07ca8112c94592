using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Holdfast;

/// <summary>
/// Finds the <see cref="Serde{T}"/> of a type: raw bytes for <c>byte[]</c> and <c>ReadOnlyMemory&lt;byte&gt;</c>,
/// nothing for <see cref="Unit"/>, JSON for the rest.
/// </summary>
public sealed class Serdes
{
    private readonly ConcurrentDictionary<Type, object> _serdes = new();

    /// <summary>JSON in web style (camel case), by reflection unless the program was published without it.</summary>
    public Serdes()
        : this(DefaultOptions())
    {
    }

    /// <summary>
    /// JSON by these options. For native builds give them a source-generated <c>TypeInfoResolver</c>.
    /// </summary>
    public Serdes(JsonSerializerOptions json)
    {
        Json = json;
        Use(RawBytes.Array);
        Use(RawBytes.Memory);
        Use(Unit.Serde);
    }

    /// <summary>The options that JSON values are written and read with.</summary>
    public JsonSerializerOptions Json { get; }

    /// <summary>Uses this serde for its type from now on.</summary>
    public Serdes Use<T>(Serde<T> serde)
    {
        _serdes[typeof(T)] = serde;
        return this;
    }

    /// <summary>Uses what this makes, unless a serde of its type is in use.</summary>
    public Serdes UseIfNone<T>(Func<Serdes, Serde<T>> make)
    {
        if (!_serdes.ContainsKey(typeof(T)))
            _serdes.TryAdd(typeof(T), make(this));
        return this;
    }

    /// <summary>The serde of a type.</summary>
    /// <exception cref="NotSupportedException">The JSON context in use does not know the type.</exception>
    public Serde<T> For<T>() =>
        _serdes.TryGetValue(typeof(T), out var serde)
            ? (Serde<T>)serde
            : (Serde<T>)_serdes.GetOrAdd(typeof(T), Create<T>());

    private JsonSerde<T> Create<T>() => new((JsonTypeInfo<T>)Json.GetTypeInfo(typeof(T)));

    private static JsonSerializerOptions DefaultOptions() => new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = ReflectionAllowed ? Reflection() : JsonTypeInfoResolver.Combine(),
    };

    [FeatureSwitchDefinition("System.Text.Json.JsonSerializer.IsReflectionEnabledByDefault")]
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
    [FeatureGuard(typeof(RequiresDynamicCodeAttribute))]
    // It returns the very switch it is declared with; the analyzer does not look inside System.Text.Json.
#pragma warning disable IL4000
    private static bool ReflectionAllowed => JsonSerializer.IsReflectionEnabledByDefault;
#pragma warning restore IL4000

    [RequiresUnreferencedCode("Give Serdes a JsonSerializerContext")]
    [RequiresDynamicCode("Give Serdes a JsonSerializerContext")]
    private static DefaultJsonTypeInfoResolver Reflection() => new();
}
