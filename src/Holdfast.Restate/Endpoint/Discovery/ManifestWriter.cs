using Holdfast.Restate.Wire;

namespace Holdfast.Restate.Endpoint.Discovery;

/// <summary>Describes the program's services as a manifest.</summary>
internal sealed class ManifestWriter(ManifestVersion version, Serdes serdes)
{
    /// <exception cref="ManifestException">An option cannot be said in this version.</exception>
    public Manifest Describe(IEnumerable<ServiceDefinition> services, bool isBidirectional) => new(
        isBidirectional ? "BIDI_STREAM" : "REQUEST_RESPONSE",
        (int)ProtocolVersion.V5,
        (int)ProtocolVersion.V7,
        [.. services.OrderBy(service => service.Name, StringComparer.Ordinal).Select(Describe)]);

    private ServiceManifest Describe(ServiceDefinition service)
    {
        var handlers = service.Handlers.Values.OrderBy(handler => handler.Name, StringComparer.Ordinal);
        var manifest = new ServiceManifest(
            service.Name, KindOf(service), [.. handlers.Select(handler => Describe(service, handler))]);
        new ManifestOptions(version, $"Service '{service.Name}'").Write(service.Options, manifest);
        return manifest;
    }

    private HandlerManifest Describe(ServiceDefinition service, HandlerDefinition handler)
    {
        var options = new ManifestOptions(version, $"Handler '{service.Name}/{handler.Name}'");
        var manifest = new HandlerManifest(
            handler.Name, KindOf(handler), InputOf(service, handler), OutputOf(service, handler));
        if (handler.Options is not null)
            options.Write(handler.Options, manifest);
        if (handler.Kind == HandlerKind.Run)
        {
            manifest.WorkflowCompletionRetention = options.Milliseconds(
                nameof(HandlerOptions.WorkflowRetention),
                handler.Options?.WorkflowRetention ?? service.Options.WorkflowRetention);
            // A run is found by its workflow's key: it has no idempotency key, and the server refuses its retention.
            manifest.IdempotencyRetention = null;
        }

        return manifest;
    }

    private static string KindOf(ServiceDefinition service) => service.Kind switch
    {
        ServiceKind.VirtualObject => "VIRTUAL_OBJECT",
        ServiceKind.Workflow => "WORKFLOW",
        _ => "SERVICE",
    };

    private static string? KindOf(HandlerDefinition handler) => handler.Kind switch
    {
        HandlerKind.Exclusive => "EXCLUSIVE",
        HandlerKind.Shared => "SHARED",
        HandlerKind.Run => "WORKFLOW",
        _ => null,
    };

    // Without any property it says that there must be no body.
    private InputManifest InputOf(ServiceDefinition service, HandlerDefinition handler)
    {
        var accept = handler.Options?.Accept;
        if (handler.Input.IsNothing)
            return accept is null ? new() : new(Required: false, accept);
        var own = service.SerdesOf(handler, serdes);
        return new(Required: false, accept ?? handler.Input.GetContentType(own), handler.Input.GetSchema(own));
    }

    private OutputManifest OutputOf(ServiceDefinition service, HandlerDefinition handler)
    {
        if (handler.Output.IsNothing)
            return new();
        var own = service.SerdesOf(handler, serdes);
        return new(handler.Output.GetContentType(own), SetContentTypeIfEmpty: false, handler.Output.GetSchema(own));
    }
}
