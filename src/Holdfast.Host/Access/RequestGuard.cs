using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Host.Access;

/// <summary>
/// What a connection may cost before anybody knows what it wants. Endless headers are answered with 431, slow ones with
/// 408, slow bodies with 408; the bodies' lengths are limited by the endpoints.
/// </summary>
internal static class RequestGuard
{
    private const int MaxConnections = 20_000;

    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // Bytes per second, measured once a body is this old.
        kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
