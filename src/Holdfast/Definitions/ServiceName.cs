using System.Text.RegularExpressions;

namespace Holdfast;

/// <summary>The rules for names on the wire. Source: Restate's manifest schema.</summary>
internal static partial class ServiceName
{
    public static string Check(string name) => ServicePattern().IsMatch(name)
        ? name
        : throw new ArgumentException(
            $"'{name}' cannot be a service name: start with a letter, go on with letters, digits, '.', '_' or '-'.",
            nameof(name));

    public static string CheckHandler(string name) => HandlerPattern().IsMatch(name)
        ? name
        : throw new ArgumentException(
            $"'{name}' cannot be a handler name: start with a letter, go on with letters, digits or '_'.",
            nameof(name));

    [GeneratedRegex("^([a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9._-]*$")]
    private static partial Regex ServicePattern();

    [GeneratedRegex("^([a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9_]*$")]
    private static partial Regex HandlerPattern();
}
