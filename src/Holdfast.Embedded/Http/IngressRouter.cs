namespace Holdfast.Embedded.Http;

/// <summary>
/// Understands paths. Whether a segment is a key depends on the service, so the route cannot be a pattern.
/// </summary>
internal sealed class IngressRouter(IngressCatalog catalog)
{
    private const string ServicePath =
        "bad path, expected either /:service-name/:handler or /:object-name/:object-key/:handler";

    private const string AwakeablePath =
        "bad path, expected either /restate/awakeables/:id/resolve or /restate/awakeables/:id/reject";

    private const string InvocationPath =
        "bad path, expected either /restate/invocation/:invocation_id/output "
        + "or /restate/invocation/:invocation_id/attach "
        + "or /restate/invocation/:invocation_target/:idempotency_key/output "
        + "or /restate/invocation/:invocation_target/:idempotency_key/attach";

    private const string WorkflowPath =
        "bad path, expected either /restate/workflow/:workflow_name/:workflow_key/output "
        + "or /restate/workflow/:workflow_name/:workflow_key/attach";

    private const string VerbPath =
        "bad path, expected /restate/call/:service/:handler, /restate/send/:service/:handler, "
        + "/restate/scope/:scope/call/:service/:handler, /restate/attach/:invocation_id, "
        + "/restate/output/:invocation_id, or /restate/lookup";

    // From /service/handler to /restate/scope/:scope/call/:object/:key/:handler.
    private const int MinSegments = 2;
    private const int MaxSegments = 7;

    private static readonly IngressRoute.Health _health = new();

    /// <exception cref="IngressException">400, 404: it asks for nothing that is there.</exception>
    public IngressRoute Parse(string path)
    {
        if (path.AsSpan().Count('/') is < MinSegments or > MaxSegments)
            throw IngressException.BadRequest($"bad path: {path}");

        var segments = new PathSegments(path);
        var first = segments.Next(path);
        return first switch
        {
            "restate" => ParseVerb(ref segments),
            "openapi" => throw IngressException.NotFound(),
            _ => ParseServiceFirst(first, ref segments),
        };
    }

    private IngressRoute.Invoke ParseServiceFirst(ReadOnlySpan<char> name, ref PathSegments segments)
    {
        var service = catalog.GetService(name);
        var key = service.IsKeyed ? segments.NextDecoded(ServicePath) : null;
        var handler = segments.Next(ServicePath);
        var isSend = segments.TryNext(out var last);
        if (isSend && last is not "send" || segments.TryNext(out _))
            throw IngressException.BadRequest(ServicePath);
        return Invoke(service, handler, key, isSend, scope: null);
    }

    private IngressRoute ParseVerb(ref PathSegments segments)
    {
        var verb = segments.Next(VerbPath);
        switch (verb)
        {
            case "health":
                return _health;
            case "awakeables" or "a":
                return ParseAwakeable(ref segments);
            case "invocation":
                return ParseInvocation(ref segments);
            case "workflow":
                return ParseWorkflow(ref segments);
            case "call" or "send":
                return ParseVerbFirst(verb, ref segments, scope: null);
            case "scope":
                var scope = segments.NextDecoded(VerbPath);
                return ParseVerbFirst(segments.Next(VerbPath), ref segments, scope);
            case "attach" or "output" or "lookup":
                return ParseRead(verb, ref segments);
            default:
                throw IngressException.NotFound();
        }
    }

    private IngressRoute.Invoke ParseVerbFirst(ReadOnlySpan<char> verb, ref PathSegments segments, string? scope)
    {
        if (verb is not ("call" or "send"))
            throw IngressException.BadRequest(VerbPath);
        var service = catalog.GetService(segments.Next(VerbPath));
        var key = service.IsKeyed ? segments.NextDecoded(VerbPath) : null;
        var handler = segments.Next(VerbPath);
        if (segments.TryNext(out _))
            throw IngressException.BadRequest(VerbPath);
        return Invoke(service, handler, key, verb is "send", scope);
    }

    private static IngressRoute.Invoke Invoke(
        IngressService service, ReadOnlySpan<char> name, string? key, bool isSend, string? scope)
    {
        var handler = service.GetHandler(name);
        return handler.IsPrivate
            ? throw IngressException.BadRequest("the invoked service is not public")
            : new IngressRoute.Invoke(handler, handler.At(key), isSend, scope);
    }

    private static IngressRoute.Complete ParseAwakeable(ref PathSegments segments)
    {
        var id = segments.Next(AwakeablePath).ToString();
        return segments.Next(AwakeablePath) switch
        {
            "resolve" => new IngressRoute.Complete(id, IsRejection: false),
            "reject" => new IngressRoute.Complete(id, IsRejection: true),
            _ => throw IngressException.NotFound(),
        };
    }

    private IngressRoute.Read ParseInvocation(ref PathSegments segments)
    {
        var first = segments.Next(InvocationPath);
        var second = segments.Next(InvocationPath);
        if (!segments.TryNext(out var third))
            return new IngressRoute.Read(ReadKindOf(second), IdFormat.Invocation(first.ToString()));

        var service = catalog.GetService(first);
        var key = service.IsKeyed ? PathSegments.Decode(second) : null;
        var handler = service.IsKeyed ? third : second;
        var idempotencyKey = service.IsKeyed ? segments.Next(InvocationPath) : third;
        var target = new Target(service.Definition.Name, handler.ToString(), key);
        return new IngressRoute.Read(
            ReadKindOf(segments.Next(InvocationPath)),
            new InvocationTarget.ByIdempotencyKey(target, idempotencyKey.ToString()));
    }

    private static IngressRoute.Read ParseWorkflow(ref PathSegments segments)
    {
        var name = segments.Next(WorkflowPath).ToString();
        var key = segments.NextDecoded(WorkflowPath);
        return new IngressRoute.Read(
            ReadKindOf(segments.Next(WorkflowPath)), new InvocationTarget.ByWorkflow(name, key));
    }

    private static ReadKind ReadKindOf(ReadOnlySpan<char> verb) => verb switch
    {
        "attach" => ReadKind.Attach,
        "output" => ReadKind.Output,
        _ => throw IngressException.NotFound(),
    };

    private static IngressRoute ParseRead(ReadOnlySpan<char> verb, ref PathSegments segments)
    {
        var kind = verb is "lookup" ? ReadKind.Lookup : ReadKindOf(verb);
        if (!segments.TryNext(out var id))
            return new IngressRoute.ReadByBody(kind);
        if (kind == ReadKind.Lookup || segments.TryNext(out _))
            throw IngressException.BadRequest(VerbPath);
        return new IngressRoute.Read(kind, IdFormat.Invocation(id.ToString()));
    }
}
