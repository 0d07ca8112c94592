using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Holdfast.Workflows.Validation;

/// <summary>
/// Finds the definition in a request: <c>{"request": "&lt;definition as JSON text&gt;"}</c>, <c>{"request":
/// {definition}}</c>, or the definition as it is.
/// </summary>
internal sealed partial class DefinitionReader(WorkflowOptions options)
{
    private const string Envelope = "request";

    private readonly JsonDocumentOptions _json = new() { MaxDepth = options.MaxDefinitionDepth };

    /// <summary>The definition: an object whose names and texts can be read; null when there is none.</summary>
    public JsonElement? Read(ReadOnlySpan<byte> body, MistakeList mistakes)
    {
        if (Parse(body, "the body", mistakes) is not { } root)
            return null;
        if (root.ValueKind != JsonValueKind.Object)
            return NotAnObject("the body", root, mistakes);
        if (!root.TryGetProperty(Envelope, out var request))
            return Checked(root, mistakes);

        foreach (var stranger in root.EnumerateObject().Where(property => property.Name != Envelope))
            mistakes.Add(
                "", $"unknown field '{JsonPointer.Shown(stranger.Name)}' beside 'request'; put it inside or remove it");
        return request.ValueKind switch
        {
            JsonValueKind.Object => Checked(request, mistakes),
            JsonValueKind.String => Unwrap(request, mistakes),
            _ => NotAnObject("'request'", request, mistakes),
        };
    }

    private JsonElement? Unwrap(JsonElement text, MistakeList mistakes)
    {
        const string What = "the text in 'request'";
        if (Parse(Encoding.UTF8.GetBytes(text.GetString()!), What, mistakes) is not { } inner)
            return null;
        return inner.ValueKind == JsonValueKind.Object ? Checked(inner, mistakes) : NotAnObject(What, inner, mistakes);
    }

    private JsonElement? Parse(ReadOnlySpan<byte> json, string what, MistakeList mistakes)
    {
        var problem = Problem(json);
        try
        {
            if (problem is null)
            {
                var root = JsonElement.Parse(json, _json);
                return JsonText.IsReadable(root) ? root : Unreadable();
            }
        }
        catch (JsonException error)
        {
            problem = $"is not valid JSON at line {error.LineNumber + 1}, position {error.BytePositionInLine + 1}: "
                + PlacePattern().Replace(error.Message, "");
        }

        mistakes.Add("", $"{what} {problem}");
        return null;

        JsonElement? Unreadable()
        {
            mistakes.Add("", $"{what} contains half of a surrogate pair (\\uD800 to \\uDFFF); write whole characters");
            return null;
        }
    }

    private string? Problem(ReadOnlySpan<byte> json)
    {
        if (json.Length > options.MaxDefinitionBytes)
            return $"has {json.Length} bytes; at most {options.MaxDefinitionBytes} are allowed";
        if (json.Trim(" \t\r\n"u8).IsEmpty)
            return "is empty; send {\"id\": …, \"steps\": […]}";
        return Utf8.IsValid(json) ? null : "is not UTF-8; send JSON as UTF-8";
    }

    private static JsonElement Checked(JsonElement definition, MistakeList mistakes)
    {
        JsonText.FindDuplicates(definition, "", mistakes);
        return definition;
    }

    private static JsonElement? NotAnObject(string what, JsonElement found, MistakeList mistakes)
    {
        mistakes.Add("", $"{what} is {JsonText.Kind(found)}; send an object {{\"id\": …, \"steps\": […]}}");
        return null;
    }

    // We say the place ourselves, counted from one.
    [GeneratedRegex(@" (Path: .* \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.$")]
    private static partial Regex PlacePattern();
}
