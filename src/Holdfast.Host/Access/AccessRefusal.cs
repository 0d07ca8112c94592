using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Holdfast.Host.Access;

/// <summary>Answers 401 and 403 in the API's own shape, with what to do.</summary>
internal sealed class AccessRefusal(AccessSettings settings) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            return next(context);
        if (authorizeResult.Forbidden)
            return ApiError.WriteAsync(context, StatusCodes.Status403Forbidden, Forbidden(context));
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ApiError.WriteAsync(context, StatusCodes.Status401Unauthorized, Unknown(context));
    }

    private string Unknown(HttpContext context)
    {
        var remedy = "An operator makes one with 'holdfast keys create NAME --role submit', where the server's data is";
        if (settings.JwtAuthority is { } authority)
            remedy += $"; a token for '{settings.JwtAudience}' from {authority} is accepted, too";
        if (context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Failure is null)
            return $"Say who calls: send the header 'Authorization: Bearer KEY'. {remedy}.";
        return ApiKeyHandler.TokenOf(context.Request)?.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) == true
            ? $"The key is not known here, or was revoked. {remedy}."
            : $"The token is not accepted: it is damaged, has expired, or was made for or by somebody else. {remedy}.";
    }

    private static string Forbidden(HttpContext context)
    {
        var needed = RoleName.Of(Needed(context));
        return $"'{context.User.Identity?.Name}' may not do this: it needs the role '{needed}'. "
            + $"An operator makes such a key with 'holdfast keys create NAME --role {needed}'.";
    }

    private static Role Needed(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy is { } policy
            && Enum.TryParse<Role>(policy, ignoreCase: true, out var role)
            ? role
            : AccessRules.OfIngress(context.Request);
}

/// <summary>Errors of the server itself: <c>{"code":401,"message":"…","source":"ingress"}</c>.</summary>
internal static class ApiError
{
    public static Task WriteAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Body(status, message, "ingress"), context.RequestAborted);
    }

    private sealed record Body(int Code, string Message, string Source);
}
