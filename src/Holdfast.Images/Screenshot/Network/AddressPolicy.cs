using System.Net;

namespace Holdfast.Images.Screenshot.Network;

/// <summary>Where pages may be loaded from: the public internet, and what the operator adds.</summary>
internal sealed class AddressPolicy(ScreenshotOptions options)
{
    /// <summary>Refuses a host if one of its addresses is neither public nor allowed.</summary>
    /// <exception cref="UnreachableException">It is refused; the message says how to allow it.</exception>
    public void Require(string host, int port, IEnumerable<IPAddress> addresses)
    {
        foreach (var address in addresses.Select(Plain))
        {
            if (AddressKind.OfNonPublic(address) is { } kind && !IsAllowed(host, address, port))
                throw Refused(host, port, address, kind);
        }
    }

    /// <summary>Whether it is one of the single pages that are open in spite of their addresses.</summary>
    public bool IsOpenPage(Uri address)
    {
        // As it is written, so that it is the same text that is checked here and sent there.
        var written = address.OriginalString.Split('?', '#')[0];
        return options.OpenPages?.Invoke().Any(page => page.AbsoluteUri == written) == true;
    }

    private bool IsAllowed(string host, IPAddress address, int port) =>
        options.Allow.Any(rule => rule.Admits(host, address, port));

    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static UnreachableException Refused(string host, int port, IPAddress address, string kind)
    {
        var where = host.Trim('[', ']') == address.ToString() ? host : $"{host} ({address})";
        return new(
            $"{where} is {kind}, and screenshots are taken of public addresses only. To open it, its operator starts "
                + $"the server with --screenshot-allow {host}:{port} (HOLDFAST_SCREENSHOT_ALLOW)",
            isLasting: true);
    }
}
