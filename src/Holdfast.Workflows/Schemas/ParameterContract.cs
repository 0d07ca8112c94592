using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Workflows.Steps;
using Holdfast.Workflows.Validation;

namespace Holdfast.Workflows.Schemas;

/// <summary>What the parameters of a step must be: a JSON Schema to publish, and the same rules to check by.</summary>
internal sealed class ParameterContract
{
    private readonly SchemaRule _rule;
    private readonly Func<JsonElement, string?> _bind;

    private ParameterContract(JsonObject schema, Func<JsonElement, string?> bind)
    {
        Schema = JsonSerializer.SerializeToElement(schema);
        _rule = SchemaCompiler.Compile(Schema, "");
        _bind = bind;
    }

    /// <summary>JSON Schema 2020-12 of the object.</summary>
    public JsonElement Schema { get; }

    /// <summary>The contract that the record <typeparamref name="TParameters"/> and its attributes state.</summary>
    public static ParameterContract Of<TParameters>()
        where TParameters : class => new(SchemaExport.Of<TParameters>(), Bind<TParameters>);

    /// <summary>
    /// The parameters in canonical form: defaults filled in, properties in the schema's order. What it is means nothing
    /// if mistakes were added.
    /// </summary>
    public JsonElement Check(JsonElement parameters, string pointer, MistakeList mistakes)
    {
        var before = mistakes.Count;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            _rule.Check(parameters, new(pointer, mistakes, writer));

        var canonical = JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        if (mistakes.Count == before && _bind(canonical) is { } problem)
            mistakes.Add(pointer, problem);
        return canonical;
    }

    // Last, the type itself has its say: its constructor may check what no schema can.
    private static string? Bind<TParameters>(JsonElement parameters)
    {
        try
        {
            parameters.Deserialize<TParameters>(ParameterJson.Options);
            return null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or FormatException)
        {
            return error.Message;
        }
    }
}
