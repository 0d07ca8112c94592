using Microsoft.AspNetCore.Authorization;

namespace Holdfast.Host.Access;

/// <summary>Which role each endpoint needs. What is not said here needs the highest.</summary>
internal static class AccessRules
{
    // These paths of the ingress only read; all others start or complete something.
    private static readonly string[] _reading =
    [
        "/restate/attach", "/restate/output", "/restate/lookup", "/restate/invocation", "/restate/workflow",
        "/restate/health",
    ];

    /// <summary>The role for a request that no other endpoint claims, so that it goes to the ingress.</summary>
    public static Role OfIngress(HttpRequest request) =>
        _reading.Any(path => request.Path.StartsWithSegments(path, StringComparison.Ordinal)) ? Role.Read : Role.Submit;

    /// <summary>Endpoints of the group need the role that fits their method.</summary>
    public static void RequireRoles(this IEndpointConventionBuilder endpoints) => endpoints.Add(endpoint =>
    {
        var methods = endpoint.Metadata.OfType<IHttpMethodMetadata>().SelectMany(metadata => metadata.HttpMethods);
        var pattern = (endpoint as RouteEndpointBuilder)?.RoutePattern.RawText ?? "";
        endpoint.Metadata.Add(new AuthorizeAttribute(RoleName.Of(Of([.. methods], pattern))));
    });

    /// <summary>The role for a method and a pattern of the program's own endpoints.</summary>
    public static Role Of(IReadOnlyCollection<string> methods, string pattern)
    {
        if (methods.Count > 0 && methods.All(method => HttpMethods.IsGet(method) || HttpMethods.IsHead(method)))
            return Role.Read;
        var isUpload = methods.All(HttpMethods.IsPut) && pattern.StartsWith("/artifacts/", StringComparison.Ordinal);
        return isUpload ? Role.Submit : Role.Operate;
    }
}
