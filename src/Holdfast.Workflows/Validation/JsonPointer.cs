using System.Globalization;

namespace Holdfast.Workflows.Validation;

/// <summary>Builds JSON pointers (RFC 6901), and shows text of strangers without letting it flood a message.</summary>
internal static class JsonPointer
{
    private const int MaxShown = 80;

    public static string Child(this string pointer, string name)
    {
        var token = Shown(name)
            .Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
        return $"{pointer}/{token}";
    }

    public static string Child(this string pointer, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}");

    public static string Shown(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";
}
