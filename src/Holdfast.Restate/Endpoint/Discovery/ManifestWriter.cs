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
        if (HasPublicExceptions(service))
            manifest.IngressPrivate = null;
        return manifest;
    }

    private HandlerManifest Describe(ServiceDefinition service, HandlerDefinition handler)
    {
        var owner = $"Handler '{service.Name}/{handler.Name}'";
        var options = new ManifestOptions(version, owner);
        var manifest = Describe(owner, handler, service.SerdesOf(handler, serdes));
        if (handler.Options is not null)
            options.Write(handler.Options, manifest);
        if (handler.Kind == HandlerKind.Run)
            manifest.WorkflowCompletionRetention = options.Milliseconds(
                nameof(HandlerOptions.WorkflowRetention),
                handler.Options?.WorkflowRetention ?? service.Options.WorkflowRetention);
        if (HasPublicExceptions(service))
            manifest.IngressPrivate ??= true;
        return manifest;
    }

    private static HandlerManifest Describe(string owner, HandlerDefinition handler, Serdes serdes)
    {
        try
        {
            return new(handler.Name, KindOf(handler), InputOf(handler, serdes), OutputOf(handler, serdes));
        }
        catch (NotSupportedException error)
        {
            throw new ManifestException($"{owner} has a request or result that cannot be written: {error.Message}");
        }
    }

    // The server refuses a private service with public handlers, so it is told handler by handler.
    private static bool HasPublicExceptions(ServiceDefinition service) =>
        service.Options.Private == true && service.Handlers.Values.Any(handler => handler.Options?.Private == false);

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
    private static InputManifest InputOf(HandlerDefinition handler, Serdes serdes)
    {
        var rule = handler.RequestsUnder(serdes);
        return rule.ContentType is null ? new() : new(rule.IsRequired, rule.ContentType, rule.Schema);
    }

    private static OutputManifest OutputOf(HandlerDefinition handler, Serdes serdes) => handler.Output.IsNothing
        ? new()
        : new(
            handler.Output.GetContentType(serdes),
            SetContentTypeIfEmpty: false,
            handler.Output.GetSchema(serdes));
}
