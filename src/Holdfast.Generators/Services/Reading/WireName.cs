namespace Holdfast.Generators.Services.Reading;

/// <summary>Names on the wire: how methods get theirs, and the rules that the library enforces too.</summary>
internal static class WireName
{
    public static string OfMethod(string method)
    {
        var name = method.EndsWith("Async", StringComparison.Ordinal) && method.Length > "Async".Length
            ? method.Substring(0, method.Length - "Async".Length)
            : method;
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    public static bool IsService(string name) =>
        StartsWell(name) && name.All(c => IsWordCharacter(c) || c is '.' or '-');

    public static bool IsHandler(string name) => StartsWell(name) && name.All(IsWordCharacter);

    private static bool StartsWell(string name) =>
        name.Length > 0 && (IsLetter(name[0]) || (name.Length > 1 && name[0] == '_' && IsLetterOrDigit(name[1])));

    private static bool IsWordCharacter(char c) => IsLetterOrDigit(c) || c == '_';

    private static bool IsLetterOrDigit(char c) => IsLetter(c) || c is >= '0' and <= '9';

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
