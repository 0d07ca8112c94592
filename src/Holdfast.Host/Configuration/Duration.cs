using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Host.Configuration;

/// <summary>Lengths of time as people write them: <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>12h</c>, <c>7d</c>.</summary>
internal static partial class Duration
{
    public const string Form = "a number and a unit: 500ms, 10s, 5m, 12h or 7d";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var match = Shape().Match(text);
        if (!match.Success || !int.TryParse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture, out var count))
            return false;

        duration = match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(count),
            "s" => TimeSpan.FromSeconds(count),
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(Math.Min(count, 1_000_000)),
        };
        return true;
    }

    [GeneratedRegex("^(?<n>[0-9]{1,9}) ?(?<unit>ms|s|m|h|d)$")]
    private static partial Regex Shape();
}
