namespace Holdfast.Embedded.Http;

/// <summary>What a handler accepts as a request: nothing at all, or nothing and one content type.</summary>
/// <param name="contentType">
/// Such as <c>application/json</c>, <c>image/*</c>, or <c>*/*</c> for any; null for handlers without a request.
/// </param>
internal sealed class InputRule(string? contentType)
{
    private const string Anything = "*/*";
    private const string Prefix = "input validation error: ";

    /// <summary>For people: what it accepts.</summary>
    public string Description => contentType ?? "none";

    /// <exception cref="IngressException">400: the body does not fit.</exception>
    public void Check(string? actual, bool isEmpty)
    {
        if (actual is null && isEmpty)
            return;
        if (contentType is null)
        {
            throw IngressException.BadRequest(
                $"{Prefix}Expected body and content-type to be empty, "
                + $"but wasn't with content-type '{Optional(actual)}'");
        }

        if (actual is null)
            throw IngressException.BadRequest($"{Prefix}Empty content-type");
        if (!Accepts(contentType, actual))
            throw IngressException.BadRequest($"{Prefix}Content-type '{actual}' does not match '{contentType}'");
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
