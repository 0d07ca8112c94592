namespace Holdfast.Images.Screenshot;

/// <summary>Addresses that the browser is sent to. What is not listed here is not opened.</summary>
internal static class PageAddress
{
    /// <summary>The address in canonical form.</summary>
    /// <exception cref="ArgumentException">It is not absolute, not http or https, or carries a password.</exception>
    public static string Require(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
            throw new ArgumentException($"'{text}' is not an absolute address; write one such as https://example.com/");
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException($"Only http and https are opened, not '{address.Scheme}' as in '{text}'");
        if (address.UserInfo.Length > 0)
            throw new ArgumentException("The address contains a user name or password, which would be seen; remove it");
        return address.AbsoluteUri;
    }
}
