using Holdfast.Images.Screenshot.DevTools;
using Holdfast.Images.Screenshot.Network;

namespace Holdfast.Images.Screenshot.Page;

/// <summary>Tells failures that will stay from those that may pass.</summary>
internal static class NavigationFailure
{
    /// <summary>The browser's word for an answer that has a status from 400 and no content.</summary>
    public const string OnlyStatus = "net::ERR_HTTP_RESPONSE_CODE_FAILURE";

    // Codes of Chromium's network stack. Everything else may pass: connections refused or reset, networks that changed.
    private static readonly (string Code, string Meaning)[] _lasting =
    [
        ("ERR_NAME_NOT_RESOLVED", "its host name is not known"),
        ("ERR_INVALID_URL", "its address is not valid"),
        ("ERR_UNSAFE_PORT", "browsers do not connect to its port"),
        ("ERR_UNKNOWN_URL_SCHEME", "it leads to an address that is not http or https"),
        ("ERR_DISALLOWED_URL_SCHEME", "it leads to an address that is not http or https"),
        ("ERR_UNSAFE_REDIRECT", "it redirects to an address that is not http or https"),
        ("ERR_TOO_MANY_REDIRECTS", "it redirects without end"),
        ("ERR_BLOCKED_BY", "the browser is not allowed to open it"),
        ("ERR_CERT_", "its certificate is not valid"),
        ("ERR_SSL_", "no secure connection can be made"),
        ("ERR_ABORTED", "it is not a page but a download, or empty"),
        ("is not a valid selector", "a selector is not valid CSS"),
    ];

    // Statuses below 500 that ask for another try: time-out, too early, too many requests.
    private static readonly int[] _passing = [408, 425, 429];

    /// <summary>Requires a status below 400.</summary>
    /// <exception cref="TerminalException">The server says that the request is wrong.</exception>
    /// <exception cref="PageException">The server is in trouble or busy.</exception>
    public static void Require(string url, ReceivedResponse? response)
    {
        if (response is null || response.Status < 400)
            return;
        var message = $"{url} answered with HTTP {response.Status} {response.StatusText}".TrimEnd();
        if (response.Status >= 500 || _passing.Contains(response.Status))
            throw new PageException(message);
        throw new TerminalException(
            $"{message}; correct the address, or set onHttpError to capture the page anyway", ErrorCode.BadRequest);
    }

    /// <summary>The exception to throw instead of the browser's.</summary>
    public static Exception Explain(string url, DevToolsException error)
    {
        foreach (var (code, meaning) in _lasting)
        {
            if (error.Message.Contains(code, StringComparison.Ordinal))
            {
                return new TerminalException(
                    $"{url} cannot be captured: {meaning} ({FirstLine(error)})", ErrorCode.BadRequest);
            }
        }

        return new PageException($"{url} could not be captured: {FirstLine(error)}", error);
    }

    /// <summary>The exception to throw when nothing was loaded from where the page led.</summary>
    public static Exception Explain(string url, Uri heading, UnreachableException failure)
    {
        var led = heading.AbsoluteUri == url ? "" : $" it leads to {heading}, and";
        return failure.IsLasting
            ? new TerminalException($"{url} cannot be captured:{led} {failure.Message}", ErrorCode.BadRequest)
            : new PageException($"{url} could not be captured:{led} {failure.Message}", failure);
    }

    private static string FirstLine(DevToolsException error) => error.Message.Split('\n', 2)[0].Trim();
}
