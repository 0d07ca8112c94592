using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Holdfast.Host.Configuration;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;

namespace Holdfast.Host.Access;

/// <summary>How much of the server one client, one service and one key may have. Zero: as much as there is.</summary>
/// <param name="PerClient">Requests per second.</param>
/// <param name="PerService">Requests under way.</param>
/// <param name="PerKey">Requests under way.</param>
internal sealed record LimitSettings(int PerClient, int PerService, int PerKey)
{
    private const int Most = 1_000_000;

    public bool IsAny => PerClient + PerService + PerKey > 0;

    // For callers that are not on this machine.
    private static readonly Setting _fromElsewhere = Settings.RateLimit with { Default = "500" };

    /// <summary>Mistakes are noted in the reader.</summary>
    public static LimitSettings Read(SettingReader reader, IPAddress? bind) => new(
        reader.Number(bind is null || IPAddress.IsLoopback(bind) ? Settings.RateLimit : _fromElsewhere, 0, Most),
        reader.Number(Settings.MaxPerService, 0, Most),
        reader.Number(Settings.MaxPerKey, 0, Most));
}

/// <summary>Refuses requests over a limit, before anything of them is accepted.</summary>
internal static class RequestLimits
{
    private const int SecondsOfBurst = 2;

    public static void AddRequestLimits(this IServiceCollection services, LimitSettings limits) =>
        services.AddRateLimiter(limiter =>
        {
            limiter.OnRejected = RefuseAsync;
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(context => IsFree(context, limits.PerClient)
                    ? RateLimitPartition.GetNoLimiter("")
                    : RateLimitPartition.GetTokenBucketLimiter(ClientOf(context), _ => Bucket(limits.PerClient))),
                UnderWay(limits.PerService, target => target.Service),
                UnderWay(limits.PerKey, target => target.Key is null ? null : $"{target.Service}/{target.Key}"));
        });

    /// <summary>The service and key that a path of the ingress names.</summary>
    internal static (string? Service, string? Key) TargetOf(PathString path)
    {
        var parts = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).AsSpan();
        if (parts is ["restate", "call" or "send", ..])
            parts = parts[2..];
        else if (parts is ["restate", ..])
            return default;
        else if (parts is [.., "send"])
            parts = parts[..^1];
        return parts switch
        {
            [var service, _] => (service, null),
            [var service, var key, _] => (service, key),
            _ => default,
        };
    }

    private static PartitionedRateLimiter<HttpContext> UnderWay(
        int limit, Func<(string? Service, string? Key), string?> partitionOf) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            !IsFree(context, limit)
            && IsInvocation(context)
            && partitionOf(TargetOf(context.Request.Path)) is { } partition
                ? RateLimitPartition.GetConcurrencyLimiter(partition, _ => new() { PermitLimit = limit })
                : RateLimitPartition.GetNoLimiter(""));

    // The endpoint of the ingress is the one that takes every path.
    private static bool IsInvocation(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern }
        && pattern.StartsWith("/{**", StringComparison.Ordinal);

    private static bool IsFree(HttpContext context, int limit) =>
        limit == 0 || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = perSecond * SecondsOfBurst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    };

    // Whoever has one address of IPv6 has a whole /64 of them.
    private static string ClientOf(HttpContext context)
    {
        if (context.User.Identity is { IsAuthenticated: true })
            return "name " + context.User.Identity.Name;
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.Zero;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await ApiError.WriteAsync(
            rejected.HttpContext,
            StatusCodes.Status429TooManyRequests,
            "Too many requests of this client, or under way for this service or key. Nothing was accepted. "
            + $"Try again in {seconds} s, with longer pauses if it happens again.");
    }
}
