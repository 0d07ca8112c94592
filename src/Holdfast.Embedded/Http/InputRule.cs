namespace Holdfast.Embedded.Http;

/// <summary>Refuses requests that a handler's rule does not admit, in the words of the real server.</summary>
internal static class InputRule
{
    private const string Anything = "*/*";
    private const string Prefix = "input validation error: ";

    /// <exception cref="IngressException">400: the body does not fit.</exception>
    public static void Check(this RequestRule rule, string? actual, bool isEmpty)
    {
        if (actual is null && isEmpty && !rule.IsRequired)
            return;
        if (rule.ContentType is null)
        {
            throw IngressException.BadRequest(
                $"{Prefix}Expected body and content-type to be empty, "
                + $"but wasn't with content-type '{Optional(actual)}'");
        }

        if (actual is null)
            throw IngressException.BadRequest($"{Prefix}Empty content-type");
        if (!Accepts(rule.ContentType, actual))
            throw IngressException.BadRequest($"{Prefix}Content-type '{actual}' does not match '{rule.ContentType}'");
        if (isEmpty && rule.Schema is not null)
            throw IngressException.BadRequest($"{Prefix}Empty body not allowed");
    }

    private static bool Accepts(string expected, string actual)
    {
        if (expected == Anything)
            return true;
        var semicolon = actual.IndexOf(';', StringComparison.Ordinal);
        var withoutParameters = (semicolon < 0 ? actual : actual.AsSpan(0, semicolon)).Trim();
        return expected.EndsWith("/*", StringComparison.Ordinal)
            ? withoutParameters.StartsWith(expected.AsSpan()[..^1], StringComparison.Ordinal)
            : withoutParameters.SequenceEqual(expected);
    }

    // As clients of the real server see it.
    private static string Optional(string? value) => value is null ? "None" : $"Some(\"{value}\")";
}
