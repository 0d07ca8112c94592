namespace Holdfast.Embedded.Http;

/// <summary>What a path asks for. A closed family.</summary>
internal abstract record IngressRoute
{
    private IngressRoute()
    {
    }

    /// <summary>Which services are there?</summary>
    public sealed record Health : IngressRoute;

    /// <summary>Call or send.</summary>
    public sealed record Invoke(IngressHandler Handler, Target Target, bool IsSend, string? Scope) : IngressRoute;

    /// <summary>Resolve or reject an awakeable.</summary>
    public sealed record Complete(string AwakeableId, bool IsRejection) : IngressRoute;

    /// <summary>The result of an invocation that the path names.</summary>
    public sealed record Read(ReadKind Kind, InvocationTarget Invocation) : IngressRoute;

    /// <summary>The same of one that the body names.</summary>
    public sealed record ReadByBody(ReadKind Kind) : IngressRoute;
}

/// <summary>What to do when the result is not there yet.</summary>
internal enum ReadKind
{
    /// <summary>Wait.</summary>
    Attach,

    /// <summary>Answer 470.</summary>
    Output,

    /// <summary>It does not matter: only the id is wanted.</summary>
    Lookup,
}
