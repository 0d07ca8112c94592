using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Embedded.Http;

/// <summary>
/// The path as the client sent it: ASP.NET's own has lost the difference between <c>/</c> and <c>%2F</c>.
/// </summary>
/// <param name="Path">Encoded, starts with one slash, ends without.</param>
/// <param name="Query">With its question mark; empty when there is none.</param>
internal readonly record struct IngressPath(string Path, string Query)
{
    public static IngressPath Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var prefix = context.Request.PathBase.HasValue ? context.Request.PathBase.ToUriComponent() : "";
        return Parse(target, prefix);
    }

    internal static IngressPath Parse(string target, string prefix = "")
    {
        var path = target.AsSpan();
        var question = path.IndexOf('?');
        var query = question < 0 ? "" : target[question..];
        if (question >= 0)
            path = path[..question];

        // The absolute form, as sent to proxies.
        if (!path.StartsWith('/') && path.IndexOf("://") is var scheme and > 0)
            path = path[(scheme + 3)..].IndexOf('/') is var root and >= 0 ? path[(scheme + 3 + root)..] : "/";
        if (prefix.Length > 0 && path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            path = path[prefix.Length..];

        return IsNormal(path) && path.Length == target.Length ? new(target, query) : new($"/{path.Trim('/')}", query);
    }

    /// <summary>What handlers see of it.</summary>
    public override string ToString() => Query.Length == 0 ? Path : Path + Query;

    private static bool IsNormal(ReadOnlySpan<char> path) =>
        path.Length > 1 && path[0] == '/' && path[1] != '/' && path[^1] != '/';
}
