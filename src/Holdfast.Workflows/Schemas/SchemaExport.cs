using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Workflows.Steps;

namespace Holdfast.Workflows.Schemas;

/// <summary>
/// Makes the JSON Schema of a parameters record: shape from the type, bounds and texts from its attributes.
/// </summary>
internal static class SchemaExport
{
    private static readonly JsonSchemaExporterOptions _options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Enrich,
    };

    /// <exception cref="ArgumentException">The type is not one of objects.</exception>
    public static JsonObject Of<TParameters>() =>
        ParameterJson.Options.GetJsonSchemaAsNode(typeof(TParameters), _options) is JsonObject schema
        && IsOf(schema, "object")
            ? schema
            : throw new ArgumentException(
                $"'{typeof(TParameters).Name}' cannot be the parameters of a step: use a record with properties.");

    private static JsonNode Enrich(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
            return node;

        AddFormat(context.TypeInfo, schema);
        foreach (var attribute in AttributesOf(context))
            Add(attribute, schema);
        return schema;
    }

    // On positional records attributes sit on the constructor's parameter, unless written [property: …].
    private static object[] AttributesOf(JsonSchemaExporterContext context) => context.PropertyInfo is { } property
        ? [.. Of(property.AttributeProvider), .. Of(property.AssociatedParameter?.AttributeProvider)]
        : Of(context.TypeInfo.Type);

    private static object[] Of(ICustomAttributeProvider? provider) =>
        provider?.GetCustomAttributes(inherit: true) ?? [];

    private static void AddFormat(JsonTypeInfo type, JsonObject schema)
    {
        var format = (Nullable.GetUnderlyingType(type.Type) ?? type.Type) switch
        {
            var number when number == typeof(int) => "int32",
            var number when number == typeof(long) => "int64",
            _ => null,
        };
        if (format is not null)
            schema["format"] = format;
    }

    private static void Add(object attribute, JsonObject schema)
    {
        switch (attribute)
        {
            case DescriptionAttribute { Description: { Length: > 0 } text }:
                schema["description"] = text;
                break;
            case RangeAttribute range:
                schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Number(range.Minimum);
                schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = Number(range.Maximum);
                break;
            case RequiredAttribute { AllowEmptyStrings: false } when IsOf(schema, "string"):
                schema["minLength"] ??= 1;
                break;
            case StringLengthAttribute length:
                AddLength(schema, length.MinimumLength, length.MaximumLength);
                break;
            case LengthAttribute length:
                AddLength(schema, length.MinimumLength, length.MaximumLength);
                break;
            case MinLengthAttribute length:
                AddLength(schema, length.Length, null);
                break;
            case MaxLengthAttribute length:
                AddLength(schema, 0, length.Length);
                break;
            case RegularExpressionAttribute expression:
                // The attribute means the whole text, a schema's pattern any part of it.
                schema["pattern"] = $"^(?:{expression.Pattern})$";
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = new JsonArray([.. allowed.Values.Select(Value)]);
                break;
            default:
                break;
        }
    }

    private static void AddLength(JsonObject schema, int minimum, int? maximum)
    {
        var what = IsOf(schema, "array") ? "Items" : "Length";
        if (minimum > 0)
            schema["min" + what] = minimum;
        if (maximum is not null)
            schema["max" + what] = maximum;
    }

    private static bool IsOf(JsonObject schema, string type) => schema["type"] switch
    {
        JsonArray several => several.Any(one => (string?)one == type),
        { } one => (string?)one == type,
        null => false,
    };

    private static JsonValue Number(object bound) => bound is string text
        ? JsonValue.Create(decimal.Parse(text, CultureInfo.InvariantCulture))
        : JsonValue.Create(Convert.ToDecimal(bound, CultureInfo.InvariantCulture));

    private static JsonValue? Value(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        _ => Number(value),
    };
}
