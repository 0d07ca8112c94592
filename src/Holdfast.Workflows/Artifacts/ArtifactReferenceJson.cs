using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Workflows;

/// <summary>A reference is a JSON string, checked when it is read.</summary>
internal sealed class ArtifactReferenceJson : JsonConverter<ArtifactReference>
{
    public override ArtifactReference Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ArtifactReference.TryParse(reader.GetString(), out var reference, out var problem)
            ? reference
            : throw new JsonException($"Not an artifact reference: {problem}");

    public override void Write(Utf8JsonWriter writer, ArtifactReference value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Path);
}

internal static class ArtifactCharacters
{
    public static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
}
