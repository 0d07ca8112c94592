using System.Buffers;

namespace Holdfast.Embedded.Http;

/// <summary>Says of an id what is wrong with it before anybody looks for it.</summary>
internal static class IdFormat
{
    private const string InvocationPrefix = "inv_1";
    private const int InvocationLength = 38;
    private const string AwakeablePrefix = "sign_1";
    private const int AwakeableLength = 44;

    private static readonly SearchValues<char> _base62 =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> _base64Url =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_");

    /// <summary>Why this cannot be the id of an invocation; null: it can.</summary>
    public static string? ProblemOfInvocation(ReadOnlySpan<char> id)
    {
        if (!id.StartsWith("inv_", StringComparison.Ordinal))
            return "bad format";
        if (!id.StartsWith(InvocationPrefix, StringComparison.Ordinal))
            return "unrecognized codec version";
        if (id.Length != InvocationLength)
            return "bad length";
        return id[InvocationPrefix.Length..].ContainsAnyExcept(_base62) ? "invalid encoding" : null;
    }

    /// <summary>Why this cannot be the id of an awakeable; null: it can.</summary>
    public static string? ProblemOfAwakeable(ReadOnlySpan<char> id)
    {
        if (!id.StartsWith("sign_", StringComparison.Ordinal))
            return "bad format";
        return id.Length == AwakeableLength && id.StartsWith(AwakeablePrefix, StringComparison.Ordinal)
            && !id[AwakeablePrefix.Length..].ContainsAnyExcept(_base64Url)
            ? null
            : "id doesn't match the expected type";
    }

    /// <exception cref="IngressException">400: no invocation can have this id.</exception>
    public static InvocationTarget.ById Invocation(string id) => ProblemOfInvocation(id) is { } problem
        ? throw IngressException.BadRequest($"bad invocation id '{id}': {problem}")
        : new InvocationTarget.ById(id);
}
