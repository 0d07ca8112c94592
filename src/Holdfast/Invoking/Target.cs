namespace Holdfast;

/// <summary>A handler to invoke, by name.</summary>
/// <param name="Service">Name of the service, object or workflow.</param>
/// <param name="Handler">Name of the handler.</param>
/// <param name="Key">Key of the object or workflow; null for services.</param>
public sealed record Target(string Service, string Handler, string? Key = null)
{
    /// <summary><c>service/handler</c> or <c>service/key/handler</c>.</summary>
    public override string ToString() => Key is null ? $"{Service}/{Handler}" : $"{Service}/{Key}/{Handler}";
}

/// <summary>An invocation to attach to or to read the output of: by id, idempotency key or workflow key.</summary>
public abstract record InvocationTarget
{
    private InvocationTarget()
    {
    }

    /// <summary>By its id, <c>inv_…</c>.</summary>
    public sealed record ById(string InvocationId) : InvocationTarget;

    /// <summary>By the idempotency key that it was sent with.</summary>
    public sealed record ByIdempotencyKey(
        Target Target, string IdempotencyKey, string? Scope = null) : InvocationTarget;

    /// <summary>The run of a workflow.</summary>
    public sealed record ByWorkflow(string Workflow, string Key, string? Scope = null) : InvocationTarget;
}
