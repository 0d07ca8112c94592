using System.Text.RegularExpressions;

namespace Holdfast.StableDiffusion.Onnx.Models.Hub;

/// <summary>Names a model at a hub: <c>owner/name</c>, and after <c>@</c> a branch, tag or commit.</summary>
internal readonly partial record struct ModelName(string Owner, string Name, string Revision)
{
    private const string DefaultRevision = "main";

    /// <exception cref="ModelPullException">It is none.</exception>
    public static ModelName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new ModelPullException(
            $"'{text}' names no model; write owner/name, or owner/name@revision for a branch, tag or commit.");

    public static bool TryParse(string text, out ModelName name)
    {
        var match = Shape().Match(text);
        name = match.Success
            ? new(
                match.Groups["owner"].Value, match.Groups["name"].Value,
                match.Groups["revision"] is { Success: true } revision ? revision.Value : DefaultRevision)
            : default;
        return match.Success && !text.Contains("..", StringComparison.Ordinal);
    }

    public override string ToString() => $"{Owner}/{Name}";

    [GeneratedRegex(@"^(?<owner>\w[\w.-]{0,95})/(?<name>\w[\w.-]{0,95})(@(?<revision>\w[\w./-]{0,95}))?$")]
    private static partial Regex Shape();
}
