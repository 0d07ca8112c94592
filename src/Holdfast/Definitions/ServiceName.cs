using System.Text.RegularExpressions;

namespace Holdfast;

/// <summary>The rules for names on the wire. Source: Restate's manifest schema.</summary>
internal static partial class ServiceName
{
    public static string Check(string name)
    {
        if (!ServicePattern().IsMatch(name))
        {
            throw new ArgumentException(
                $"'{name}' cannot be a service name: start with a letter, go on with letters, digits, '.', '_' or '-'.",
                nameof(name));
        }

        // The paths of the ingress itself begin so; the server refuses such services when they are registered.
        return name.StartsWith("restate", StringComparison.OrdinalIgnoreCase)
            || name.Equals("openapi", StringComparison.OrdinalIgnoreCase)
            ? throw new ArgumentException(
                $"'{name}' cannot be a service name: 'openapi' and names that begin with 'restate' are reserved.",
                nameof(name))
            : name;
    }

    public static string CheckHandler(string name) => HandlerPattern().IsMatch(name)
        ? name
        : throw new ArgumentException(
            $"'{name}' cannot be a handler name: start with a letter, go on with letters, digits or '_'.",
            nameof(name));

    [GeneratedRegex("^([a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9._-]*\\z")]
    private static partial Regex ServicePattern();

    [GeneratedRegex("^([a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9_]*\\z")]
    private static partial Regex HandlerPattern();
}
