using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Holdfast.Restate.Endpoint;

/// <summary>
/// Lifts limits that are meant for requests which arrive in one go: the stream of an attempt may be silent for minutes,
/// and long in all. Its messages have a limit of their own.
/// </summary>
internal static class StreamLimits
{
    public static void Lift(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate)
            requestRate.MinDataRate = null;

        // Of HTTP/1.1 only: an HTTP/2 connection has one rate for all its streams, which ListenRestate lifts.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate)
            responseRate.MinDataRate = null;
    }
}
