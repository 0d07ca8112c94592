using System.Buffers;

namespace Holdfast.Workflows.Validation;

/// <summary>The rules for a workflow's id: it is a key, and a segment of URLs.</summary>
internal static class WorkflowId
{
    public const int MaxLength = 200;

    /// <summary>The same rules as a JSON Schema pattern.</summary>
    public const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._:@~-]*$";

    private static readonly SearchValues<char> _allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@~-");

    // Their URLs /workflows/… mean something else.
    public static IReadOnlyList<string> Reserved { get; } = ["schema", "steps"];

    /// <summary>What is wrong with it, and what would be right; null: nothing.</summary>
    public static string? ProblemOf(string id)
    {
        if (id.Length == 0)
            return "the id is empty; choose one, such as 'user123-wf1'";
        if (id.Length > MaxLength)
            return $"the id has {id.Length} characters; at most {MaxLength} are allowed";
        if (!char.IsAsciiLetterOrDigit(id[0]))
            return $"the id starts with '{id[0]}'; start with a letter or digit";
        var stranger = id.AsSpan().IndexOfAnyExcept(_allowed);
        if (stranger >= 0)
            return $"the id contains '{id[stranger]}'; use letters, digits, '.', '_', '-', ':', '@' and '~'";
        return Reserved.Contains(id) ? $"the id '{id}' is reserved; choose another" : null;
    }
}
