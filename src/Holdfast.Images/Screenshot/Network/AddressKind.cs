using System.Net;
using System.Net.Sockets;

namespace Holdfast.Images.Screenshot.Network;

/// <summary>Tells public addresses from those that only some may reach.</summary>
internal static class AddressKind
{
    // IANA's registries of special-purpose addresses, and what clouds answer questions at.
    private static readonly (IPNetwork Network, string Kind)[] _special =
    [
        Special("0.0.0.0/8", "an unspecified address"),
        Special("10.0.0.0/8", "a private network"),
        Special("100.64.0.0/10", "a carrier's private network"),
        Special("127.0.0.0/8", "this machine"),
        Special("168.63.129.16/32", "a cloud's service for its machines"),
        Special("169.254.0.0/16", "a link-local address, where clouds have their metadata"),
        Special("172.16.0.0/12", "a private network"),
        Special("192.0.0.0/24", "reserved"),
        Special("192.0.2.0/24", "reserved for documentation"),
        Special("192.88.99.0/24", "reserved"),
        Special("192.168.0.0/16", "a private network"),
        Special("198.18.0.0/15", "reserved for measurements"),
        Special("198.51.100.0/24", "reserved for documentation"),
        Special("203.0.113.0/24", "reserved for documentation"),
        Special("224.0.0.0/4", "a multicast address"),
        Special("240.0.0.0/4", "reserved"),
        Special("::/128", "an unspecified address"),
        Special("::1/128", "this machine"),
        Special("fc00::/7", "a private network"),
        Special("fe80::/10", "a link-local address"),
        Special("ff00::/8", "a multicast address"),
        // Teredo is here, too: there is nothing behind it any more, and it can carry a private address.
        Special("2001::/23", "reserved"),
        Special("2001:db8::/32", "reserved for documentation"),
        Special("3fff::/20", "reserved for documentation"),
    ];

    private static readonly IPNetwork _globalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork _sixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork _nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>What an address is, if it is not a public one; null: it is.</summary>
    public static string? OfNonPublic(IPAddress address)
    {
        if (Embedded(address) is { } inner)
            return OfNonPublic(inner) is { } kind ? $"{kind} ({inner} inside of {address})" : null;
        foreach (var (network, kind) in _special)
        {
            if (network.Contains(address))
                return kind;
        }

        return address.AddressFamily == AddressFamily.InterNetwork || _globalUnicast.Contains(address)
            ? null
            : "not a public address";
    }

    // Where packets to such an address end up. An IPv6-only machine reaches all of IPv4 through NAT64.
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        var bytes = address.GetAddressBytes();
        if (address.IsIPv4MappedToIPv6 || _nat64.Contains(address))
            return new(bytes.AsSpan(12, 4));
        return _sixToFour.Contains(address) ? new(bytes.AsSpan(2, 4)) : null;
    }

    private static (IPNetwork Network, string Kind) Special(string network, string kind) =>
        (IPNetwork.Parse(network), kind);
}
