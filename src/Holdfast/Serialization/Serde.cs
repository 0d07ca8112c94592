using System.Text.Json.Nodes;

namespace Holdfast;

/// <summary>Writes and reads values of one type: requests, results, state.</summary>
/// <typeparam name="T">The type.</typeparam>
public abstract class Serde<T>
{
    /// <summary>Content type of what it writes, such as <c>application/json</c>.</summary>
    public abstract string ContentType { get; }

    /// <summary>JSON Schema of what it writes, announced to engines; null when there is none.</summary>
    public virtual JsonNode? GetSchema() => null;

    /// <summary>The value as bytes.</summary>
    public abstract ReadOnlyMemory<byte> Serialize(T value);

    /// <summary>The value of these bytes.</summary>
    /// <exception cref="System.Text.Json.JsonException">The bytes are not a <typeparamref name="T"/>.</exception>
    public abstract T Deserialize(ReadOnlyMemory<byte> bytes);
}
