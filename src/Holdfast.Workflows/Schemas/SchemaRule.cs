using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Workflows.Validation;

namespace Holdfast.Workflows.Schemas;

/// <summary>
/// A JSON Schema made ready to check by: the keywords that <see cref="SchemaExport"/> emits, and no others.
/// </summary>
internal sealed record SchemaRule
{
    /// <summary>Names as in the schema; empty: any.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyDictionary<string, SchemaRule> Properties { get; init; } = new Dictionary<string, SchemaRule>();

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>The rule for properties that are not listed; null: there must be none.</summary>
    public SchemaRule? OtherProperties { get; init; }

    public SchemaRule? Items { get; init; }

    /// <summary>The only values allowed; empty: no such rule.</summary>
    public IReadOnlyList<JsonElement> Values { get; init; } = [];

    /// <summary>What a missing property gets.</summary>
    public JsonElement? Default { get; init; }

    public NumberBounds Bounds { get; init; } = new();

    public (int Least, int Most) Length { get; init; } = (0, int.MaxValue);

    public (int Least, int Most) ItemCount { get; init; } = (0, int.MaxValue);

    public Regex? Pattern { get; init; }

    /// <summary>Checks a value and writes it in canonical form; writes null where it is wrong.</summary>
    public void Check(JsonElement value, SchemaCheck check)
    {
        if (ProblemOf(value) is { } problem)
        {
            check.Reject(problem);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(value, check);
                break;
            case JsonValueKind.Array:
                CheckArray(value, check);
                break;
            case JsonValueKind.Number when IsWhole(value) && Types.Contains("integer"):
                // 90.0 and 9e1 are whole numbers too; readers want 90.
                check.Writer.WriteNumberValue(decimal.Truncate(value.GetDecimal()));
                break;
            default:
                value.WriteTo(check.Writer);
                break;
        }
    }

    private string? ProblemOf(JsonElement value)
    {
        if (Types.Count > 0 && !Types.Any(type => IsOf(value, type)))
            return $"must be {string.Join(" or ", Types.Select(Named))}, it is {Shown(value)}";
        if (Values.Count > 0 && !Values.Any(allowed => JsonElement.DeepEquals(allowed, value)))
            return $"must be one of {string.Join(", ", Values.Select(Shown))}, it is {Shown(value)}{Suggestion(value)}";
        return value.ValueKind switch
        {
            JsonValueKind.Number => Bounds.ProblemOf(value) is { } problem ? $"{problem}, it is {Shown(value)}" : null,
            JsonValueKind.String => ProblemOf(value.GetString()!),
            _ => null,
        };
    }

    private string? ProblemOf(string text)
    {
        var length = text.EnumerateRunes().Count();
        if (length < Length.Least)
            return $"must have at least {Length.Least} characters, it has {length}";
        if (length > Length.Most)
            return $"must have at most {Length.Most} characters, it has {length}";
        try
        {
            return Pattern is null || Pattern.IsMatch(text)
                ? null
                : $"must match the regular expression {Pattern}, it is '{JsonPointer.Shown(text)}'";
        }
        catch (RegexMatchTimeoutException)
        {
            return $"takes too long to compare with the regular expression {Pattern}; shorten it";
        }
    }

    private void CheckObject(JsonElement value, SchemaCheck check)
    {
        check.Writer.WriteStartObject();
        foreach (var (name, rule) in Properties)
        {
            var present = value.TryGetProperty(name, out var child);
            if (!present && rule.Default is null)
            {
                if (Required.Contains(name))
                    check.At(name).Add("is missing, and it is required");
                continue;
            }

            check.Writer.WritePropertyName(name);
            rule.Check(present ? child : rule.Default!.Value, check.At(name));
        }

        var others = value.EnumerateObject().Where(property => !Properties.ContainsKey(property.Name));
        foreach (var other in others.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            if (OtherProperties is null)
            {
                check.At(other.Name).Add($"unknown parameter{Spelling.Hint(other.Name, [.. Properties.Keys])}");
                continue;
            }

            check.Writer.WritePropertyName(other.Name);
            OtherProperties.Check(other.Value, check.At(other.Name));
        }

        check.Writer.WriteEndObject();
    }

    private void CheckArray(JsonElement value, SchemaCheck check)
    {
        var count = value.GetArrayLength();
        if (count < ItemCount.Least)
            check.Add($"must have at least {ItemCount.Least} items, it has {count}");
        if (count > ItemCount.Most)
            check.Add($"must have at most {ItemCount.Most} items, it has {count}");

        check.Writer.WriteStartArray();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            if (Items is null)
                item.WriteTo(check.Writer);
            else
                Items.Check(item, check.At(index));
        }

        check.Writer.WriteEndArray();
    }

    private string Suggestion(JsonElement value)
    {
        var texts = Values
            .Where(allowed => allowed.ValueKind == JsonValueKind.String)
            .Select(allowed => allowed.GetString()!);
        return value.ValueKind == JsonValueKind.String && Spelling.Nearest(value.GetString()!, texts) is { } nearest
            ? $"; did you mean '{nearest}'?"
            : "";
    }

    private static bool IsOf(JsonElement value, string type) => (type, value.ValueKind) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("null", JsonValueKind.Null) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => IsWhole(value),
        _ => false,
    };

    private static bool IsWhole(JsonElement value) =>
        value.TryGetDecimal(out var number) && number == decimal.Truncate(number);

    private static string Named(string type) => type switch
    {
        "integer" => "a whole number",
        "string" => "a text",
        "object" or "array" => "an " + type,
        "null" => type,
        _ => "a " + type,
    };

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"'{JsonPointer.Shown(value.GetString()!)}'",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => JsonPointer.Shown(value.GetRawText()),
        _ => JsonText.Kind(value),
    };
}
