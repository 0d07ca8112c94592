namespace Holdfast.Embedded.Http;

/// <summary>Says of an id what is wrong with it before anybody looks for it.</summary>
internal static class IdFormat
{
    private const int InvocationLength = 38;

    /// <summary>Why this cannot be the id of an invocation; null: it can.</summary>
    public static string? ProblemOfInvocation(ReadOnlySpan<char> id)
    {
        if (!id.StartsWith("inv_", StringComparison.Ordinal))
            return "bad format";
        if (!id.StartsWith("inv_1", StringComparison.Ordinal))
            return "unrecognized codec version";
        if (id.Length != InvocationLength)
            return "bad length";
        Span<byte> raw = stackalloc byte[InvocationIdText.RawLength];
        return InvocationIdText.TryParse(id, raw) ? null : "invalid encoding";
    }

    /// <summary>Why this cannot be the id of an awakeable; null: it can.</summary>
    public static string? ProblemOfAwakeable(string id)
    {
        if (!id.StartsWith("sign_", StringComparison.Ordinal))
            return "bad format";
        return AwakeableId.TryParse(id, out _, out _) ? null : "id doesn't match the expected type";
    }

    /// <exception cref="IngressException">400: no invocation can have this id.</exception>
    public static InvocationTarget.ById Invocation(string id) => ProblemOfInvocation(id) is { } problem
        ? throw IngressException.BadRequest($"bad invocation id '{id}': {problem}")
        : new InvocationTarget.ById(id);
}
