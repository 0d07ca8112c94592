using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Holdfast.Host.Serving;

/// <summary>Where a started process listens.</summary>
internal static class BoundAddress
{
    /// <summary>Its first address, as clients on this machine write it: <c>http://localhost:8080</c>.</summary>
    public static Uri Of(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var bound = new Uri(addresses.First());
        var isLocal = IPAddress.TryParse(bound.DnsSafeHost, out var ip)
            && (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return isLocal ? new UriBuilder(bound) { Host = "localhost" }.Uri : bound;
    }
}
