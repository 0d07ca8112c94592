using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Holdfast.Workflows;

/// <summary>
/// Names one artifact of the store, such as <c>generated-images/{imgName}-0.png</c>. Never a path of the machine.
/// </summary>
/// <param name="Path">
/// Segments of letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, separated by <c>/</c>; none starts with a dot.
/// </param>
[JsonConverter(typeof(ArtifactReferenceJson))]
public readonly record struct ArtifactReference(string Path)
{
    private const int MaxLength = 512;

    // File systems allow 255 bytes; the rest is room for what a store adds.
    private const int MaxSegmentLength = 200;

    /// <summary>Reads a reference.</summary>
    /// <exception cref="TerminalException">It is not one (400); the message says why.</exception>
    public static ArtifactReference Parse(string text) =>
        TryParse(text, out var reference, out var problem)
            ? reference
            : throw new TerminalException($"'{text}' does not name an artifact: {problem}", ErrorCode.BadRequest);

    /// <summary>Reads a reference; says what is wrong and what would be right if it is not one.</summary>
    public static bool TryParse(string? text, out ArtifactReference reference, [NotNullWhen(false)] out string? problem)
    {
        problem = Problem(text);
        reference = problem is null ? new(text!) : default;
        return problem is null;
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    private static string? Problem(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "it is empty; write a reference such as 'uploads/photo.png'";
        if (text.Length > MaxLength)
            return $"it has {text.Length} characters; at most {MaxLength} are allowed";
        if (text[0] == '/')
            return "it is an absolute path; files of the machine cannot be read: upload the image and name the upload";
        foreach (var segment in text.Split('/'))
        {
            if (ProblemOf(segment) is { } problem)
                return problem;
        }

        return null;
    }

    private static string? ProblemOf(string segment)
    {
        if (segment.Length == 0)
            return "it has an empty segment; use single slashes between names";
        if (segment[0] == '.')
            return $"its segment '{segment}' starts with a dot; hidden names, '.' and '..' are not allowed";
        if (segment.Length > MaxSegmentLength)
            return $"a segment has {segment.Length} characters; at most {MaxSegmentLength} are allowed";
        var stranger = segment.AsSpan().IndexOfAnyExcept(ArtifactCharacters.Allowed);
        return stranger < 0
            ? null
            : $"it contains '{segment[stranger]}'; use letters, digits, '.', '_', '-' and '/' to separate";
    }
}
