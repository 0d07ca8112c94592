using System.Text.Json;

namespace Holdfast.Workflows.Validation;

/// <summary>What the JSON parser lets pass and a definition must not contain.</summary>
internal static class JsonText
{
    /// <summary>Are all names and texts whole Unicode? Reading one that is not would throw.</summary>
    public static bool IsReadable(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (!CanRead(() => property.Name) || !IsReadable(property.Value))
                        return false;
                }

                return true;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (!IsReadable(item))
                        return false;
                }

                return true;
            case JsonValueKind.String:
                return CanRead(() => element.GetString()!);
            default:
                return true;
        }
    }

    /// <summary>Two values of one name: which one was meant is a guess.</summary>
    public static void FindDuplicates(JsonElement element, string pointer, MistakeList mistakes)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in element.EnumerateObject())
            {
                if (!names.Add(property.Name))
                    mistakes.Add(pointer.Child(property.Name), "the field appears more than once; keep one");
                FindDuplicates(property.Value, pointer.Child(property.Name), mistakes);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
                FindDuplicates(item, pointer.Child(index), mistakes);
        }
    }

    /// <summary>The kind of a value, for people.</summary>
    public static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static bool CanRead(Func<string> read)
    {
        try
        {
            return read() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
