using Holdfast.Host.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace Holdfast.Host.Access;

/// <summary>Puts in front of the HTTP API what decides who may call it.</summary>
internal static class AccessComposition
{
    private const string Ingress = "ingress";
    private const string Jwt = JwtBearerDefaults.AuthenticationScheme;

    /// <exception cref="ProgramException">
    /// Others can reach the server, and there is no way for them to say who they are, or the keys cannot be read.
    /// </exception>
    public static void AddAccess(this IServiceCollection services, ServerOptions options)
    {
        var access = options.Access;
        var keys = new KeyFile(options.Data);
        services.AddSingleton(access);
        services.AddRequestLimits(options.Limits);
        if (access.AllowAnonymous)
            return;
        // Read even where tokens are enough: who could not call with a key would be told so at the start.
        if (keys.All().Count == 0 && access.JwtAuthority is null)
            throw NobodyCouldCall(options);

        services.AddSingleton(keys);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusal>();
        var authentication = services.AddAuthentication("Either")
            .AddPolicyScheme("Either", null, either => either.ForwardDefaultSelector = context =>
                access.JwtAuthority is null || IsKey(context.Request) ? ApiKeyHandler.Name : Jwt)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Name, null);
        if (access.JwtAuthority is not null)
            authentication.AddJwtBearer(Jwt, jwt => Configure(jwt, access));
        services.AddAuthorization(Configure);
    }

    /// <summary>Behind routing, before endpoints.</summary>
    public static void UseAccess(this WebApplication app, ServerOptions options)
    {
        app.UseMiddleware<SecurityHeaders>();
        if (options.Access.IsLocalOnly)
            app.UseMiddleware<LocalCallers>();
        if (!options.Access.AllowAnonymous)
            app.UseAuthentication();
        if (options.Limits.IsAny)
            app.UseRateLimiter();
        // Before those without the right are refused: that they tried is worth a line, too.
        app.UseMiddleware<OperatorAudit>();
        if (!options.Access.AllowAnonymous)
            app.UseAuthorization().Use(ForgetCredentials);
    }

    /// <summary>Endpoints of the program need the role that fits their method.</summary>
    public static void Guard(this IEndpointConventionBuilder endpoints, ServerOptions options)
    {
        if (!options.Access.AllowAnonymous)
            endpoints.RequireRoles();
    }

    /// <summary>The endpoint that takes all the rest needs the role that fits the path.</summary>
    public static void GuardIngress(this IEndpointConventionBuilder endpoint, ServerOptions options)
    {
        if (!options.Access.AllowAnonymous)
            endpoint.RequireAuthorization(Ingress);
    }

    // Headers of a request reach its handler, by way of the journal: keys and tokens have no business there.
    private static Task ForgetCredentials(HttpContext context, RequestDelegate next)
    {
        context.Request.Headers.Authorization = default;
        return next(context);
    }

    private static bool IsKey(HttpRequest request) =>
        ApiKeyHandler.TokenOf(request) is not { } token || token.StartsWith(ApiKey.Prefix, StringComparison.Ordinal);

    private static void Configure(JwtBearerOptions jwt, AccessSettings access)
    {
        jwt.Authority = access.JwtAuthority!.AbsoluteUri.TrimEnd('/');
        jwt.Audience = access.JwtAudience;
        jwt.RequireHttpsMetadata = !access.JwtAuthority.IsLoopback;
        jwt.MapInboundClaims = false;
        jwt.TokenValidationParameters.NameClaimType = "sub";
        jwt.TokenValidationParameters.RoleClaimType = access.JwtRoles;
    }

    private static void Configure(AuthorizationOptions authorization)
    {
        foreach (var role in Enum.GetValues<Role>())
            authorization.AddPolicy(RoleName.Of(role), policy => policy.RequireRole(RoleName.AtLeast(role)));
        authorization.AddPolicy(Ingress, policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
            context.Resource is HttpContext http
            && RoleName.AtLeast(AccessRules.OfIngress(http.Request)).Any(context.User.IsInRole)));
        authorization.FallbackPolicy = authorization.GetPolicy(RoleName.Of(Role.Operate));
    }

    private static ProgramException NobodyCouldCall(ServerOptions options) => new(
        ExitCode.Usage,
        $"With {Settings.Bind.Flag} {options.Bind} others can reach this server, and no key lets them in yet. "
            + $"Make one with 'holdfast keys create NAME --role submit --data {options.Data}', name who signs tokens "
            + $"with {Settings.JwtAuthority.Flag}, or let everybody in with {Settings.AllowAnonymous.Flag}.");
}
