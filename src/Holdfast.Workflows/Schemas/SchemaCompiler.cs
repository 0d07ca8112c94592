using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Workflows.Schemas;

/// <summary>
/// Makes rules of a schema. What it does not understand it refuses, at start, instead of not enforcing it.
/// </summary>
internal static class SchemaCompiler
{
    private static readonly TimeSpan _patternTimeout = TimeSpan.FromSeconds(1);

    public static SchemaRule Compile(JsonElement schema, string pointer)
    {
        // true: anything.
        if (schema.ValueKind == JsonValueKind.True)
            return new SchemaRule { OtherProperties = new SchemaRule() };

        var rule = new SchemaRule { OtherProperties = new SchemaRule() };
        foreach (var keyword in schema.EnumerateObject())
            rule = Apply(rule, keyword, pointer);
        return rule;
    }

    private static SchemaRule Apply(SchemaRule rule, JsonProperty keyword, string pointer)
    {
        var value = keyword.Value;
        return keyword.Name switch
        {
            "type" => rule with { Types = Texts(value) },
            "properties" => rule with { Properties = Properties(value, pointer) },
            "required" => rule with { Required = Texts(value) },
            "additionalProperties" => rule with { OtherProperties = Others(value, pointer) },
            "items" => rule with { Items = Compile(value, pointer + "/items") },
            "enum" => rule with { Values = [.. value.EnumerateArray()] },
            "default" => rule with { Default = value },
            "minimum" => rule with { Bounds = rule.Bounds with { Minimum = value.GetDouble() } },
            "maximum" => rule with { Bounds = rule.Bounds with { Maximum = value.GetDouble() } },
            "exclusiveMinimum" => rule with { Bounds = rule.Bounds with { ExclusiveMinimum = value.GetDouble() } },
            "exclusiveMaximum" => rule with { Bounds = rule.Bounds with { ExclusiveMaximum = value.GetDouble() } },
            "format" => rule with { Bounds = rule.Bounds with { Format = value.GetString() } },
            "minLength" => rule with { Length = rule.Length with { Least = value.GetInt32() } },
            "maxLength" => rule with { Length = rule.Length with { Most = value.GetInt32() } },
            "minItems" => rule with { ItemCount = rule.ItemCount with { Least = value.GetInt32() } },
            "maxItems" => rule with { ItemCount = rule.ItemCount with { Most = value.GetInt32() } },
            "pattern" => rule with { Pattern = Expression(value) },
            "title" or "description" => rule,
            _ => throw new ArgumentException(
                $"The schema of the parameters uses '{keyword.Name}' at '{pointer}', which is not supported: "
                + "use a record of texts, numbers, booleans, enums, lists and records; no recursion, no polymorphism."),
        };
    }

    private static Dictionary<string, SchemaRule> Properties(JsonElement properties, string pointer) =>
        properties.EnumerateObject().ToDictionary(
            property => property.Name,
            property => Compile(property.Value, $"{pointer}/properties/{property.Name}"),
            StringComparer.Ordinal);

    private static SchemaRule? Others(JsonElement value, string pointer) =>
        value.ValueKind == JsonValueKind.False ? null : Compile(value, pointer + "/additionalProperties");

    private static Regex Expression(JsonElement pattern) =>
        new(pattern.GetString()!, RegexOptions.CultureInvariant, _patternTimeout);

    private static IReadOnlyList<string> Texts(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(text => text.GetString()!)]
        : [value.GetString()!];
}
