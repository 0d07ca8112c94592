using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Restate.Admin;

/// <summary>A failure as the server's tables write it: <c>[422] message</c>, <c>[500 Internal] message</c>.</summary>
internal readonly partial record struct FailureText(int Code, string Message)
{
    /// <summary>A text of another form is a message with code 500.</summary>
    public static FailureText Read(string text)
    {
        var match = Form().Match(text);
        return match.Success && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var code)
            ? new(code, text[match.Length..])
            : new(ErrorCode.Internal, text);
    }

    [GeneratedRegex(@"^\[(\d{1,9})( [^\]]*)?\] ")]
    private static partial Regex Form();
}
