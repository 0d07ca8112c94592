using System.Diagnostics;
using System.Text.Json;

namespace Holdfast.Restate.Ingress;

/// <summary>Requests about an invocation that exists: attach, output, lookup.</summary>
internal static class IngressRead
{
    /// <summary>
    /// A GET where there is one. Scopes have their place in a body only, and so have idempotency keys with characters
    /// that need escapes: the server takes those of a path as they are.
    /// </summary>
    public static IngressRequest Of(string verb, InvocationTarget invocation) => invocation switch
    {
        InvocationTarget.ById { InvocationId: var id } =>
            Get($"/restate/invocation/{IngressPath.Segment(id)}/{verb}"),
        InvocationTarget.ByIdempotencyKey { Scope: null, IdempotencyKey: var key } found
            when IngressPath.Segment(key) == key =>
            Get($"/restate/invocation{IngressPath.Of(found.Target)}/{key}/{verb}"),
        InvocationTarget.ByWorkflow { Scope: null } found =>
            Get($"/restate/workflow/{IngressPath.Segment(found.Workflow)}/{IngressPath.Segment(found.Key)}/{verb}"),
        _ => Post(verb, invocation),
    };

    public static IngressRequest Lookup(InvocationTarget invocation) => Post("lookup", invocation);

    private static IngressRequest Get(string path) => new(HttpMethod.Get, path) { IsRepeatable = true };

    private static IngressRequest Post(string verb, InvocationTarget invocation) =>
        new(HttpMethod.Post, $"/restate/{verb}")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(TargetOf(invocation), IngressJson.Default.IngressTarget),
            ContentType = "application/json",
            IsRepeatable = true,
        };

    private static IngressTarget TargetOf(InvocationTarget invocation) => invocation switch
    {
        InvocationTarget.ById found => new("invocation") { InvocationId = found.InvocationId },
        InvocationTarget.ByWorkflow found => new("workflow")
        {
            WorkflowName = found.Workflow,
            WorkflowKey = found.Key,
            Scope = found.Scope,
        },
        InvocationTarget.ByIdempotencyKey found => new("idempotentInvocation")
        {
            Service = found.Target.Service,
            Key = found.Target.Key,
            Handler = found.Target.Handler,
            IdempotencyKey = found.IdempotencyKey,
            Scope = found.Scope,
        },
        _ => throw new UnreachableException(invocation.GetType().Name),
    };
}
