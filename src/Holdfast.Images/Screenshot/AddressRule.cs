using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Holdfast.Images;

/// <summary>
/// Addresses that pages may be loaded from though they are not public: a host name, an IP address or a network such as
/// <c>10.1.0.0/16</c>, each with a port behind it (<c>wiki.internal:8080</c>, <c>[fd00::/8]:443</c>) or with all ports.
/// </summary>
public sealed class AddressRule
{
    private readonly string _text;
    private readonly string? _host;
    private readonly IPNetwork? _network;
    private readonly int? _port;

    private AddressRule(string text, string? host, IPNetwork? network, int? port) =>
        (_text, _host, _network, _port) = (text, host, network, port);

    /// <summary>Reads a rule; false when the text is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AddressRule? rule)
    {
        rule = null;
        if (!TrySplit(text, out var place, out var port))
            return false;
        if (IPAddress.TryParse(place, out var address))
            rule = new(text, null, new(address, address.GetAddressBytes().Length * 8), port);
        else if (IPNetwork.TryParse(place, out var network))
            rule = new(text, null, network, port);
        else if (Uri.CheckHostName(place) == UriHostNameType.Dns)
            rule = new(text, HostName.Normalize(place), null, port);
        return rule is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>Whether one of the addresses that a host has may be connected to.</summary>
    internal bool Admits(string host, IPAddress address, int port) =>
        (_port is null || _port == port)
        && (_host is not null ? _host == HostName.Normalize(host) : _network!.Value.Contains(address));

    // A port is behind the last colon, if there is one colon only or brackets are around the rest.
    private static bool TrySplit(string text, out string place, out int? port)
    {
        (place, port) = (text, null);
        var colon = text.LastIndexOf(':');
        var isBracketed = text.StartsWith('[');
        if (isBracketed && text.EndsWith(']'))
        {
            place = text[1..^1];
            return true;
        }

        if (colon < 0 || (!isBracketed && text.IndexOf(':', StringComparison.Ordinal) != colon))
            return !isBracketed;
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        (place, port) = (text[..colon], number);
        if (!isBracketed)
            return true;
        place = place.TrimEnd(']')[1..];
        return text[colon - 1] == ']';
    }
}

/// <summary>Names of hosts as they are compared.</summary>
internal static class HostName
{
    /// <summary>In lower case, without the dot of the root.</summary>
    public static string Normalize(string host) => host.TrimEnd('.').ToLowerInvariant();
}
