using System.Collections.Frozen;

namespace Holdfast.Embedded.Http;

/// <summary>The services as the ingress needs them: found by a slice of the path, content types known.</summary>
internal sealed class IngressCatalog
{
    private readonly FrozenDictionary<string, IngressService> _services;

    public IngressCatalog(IReadOnlyDictionary<string, ServiceDefinition> definitions, Serdes serdes) =>
        _services = definitions.Values.ToFrozenDictionary(
            definition => definition.Name,
            definition => new IngressService(definition, serdes),
            StringComparer.Ordinal);

    public IEnumerable<string> Names => _services.Keys.Order(StringComparer.Ordinal);

    public IEnumerable<IngressService> Services => Names.Select(name => _services[name]);

    public IngressService? FindService(ReadOnlySpan<char> name) =>
        _services.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var service) ? service : null;

    public IngressHandler? FindHandler(Target target) => FindService(target.Service)?.FindHandler(target.Handler);

    /// <exception cref="IngressException">404: there is none.</exception>
    public IngressService GetService(ReadOnlySpan<char> name) => FindService(name) ?? throw new IngressException(
        404,
        $"service '{name}' not found, make sure to register the service before calling it."
        + NearestName.Hint(name, Names));
}

/// <summary>A service of the ingress.</summary>
internal sealed class IngressService
{
    private readonly FrozenDictionary<string, IngressHandler> _handlers;

    public IngressService(ServiceDefinition definition, Serdes serdes)
    {
        Definition = definition;
        _handlers = definition.Handlers.Values.ToFrozenDictionary(
            handler => handler.Name,
            handler => new IngressHandler(definition, handler, definition.SerdesOf(handler, serdes)),
            StringComparer.Ordinal);
    }

    public ServiceDefinition Definition { get; }

    public bool IsKeyed => Definition.Kind != ServiceKind.Service;

    public IEnumerable<IngressHandler> Handlers =>
        _handlers.Values.OrderBy(handler => handler.Definition.Name, StringComparer.Ordinal);

    /// <summary>The run handler of a workflow.</summary>
    public IngressHandler? Run =>
        _handlers.Values.FirstOrDefault(handler => handler.Definition.Kind == HandlerKind.Run);

    public IngressHandler? FindHandler(ReadOnlySpan<char> name) =>
        _handlers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var handler) ? handler : null;

    /// <exception cref="IngressException">404: there is none.</exception>
    public IngressHandler GetHandler(ReadOnlySpan<char> name) => FindHandler(name) ?? throw new IngressException(
        404,
        $"the service '{Definition.Name}' exists, but the handler '{name}' was not found, "
        + "check that the handler exists in the latest registered service version."
        + NearestName.Hint(name, _handlers.Keys));
}

/// <summary>A handler of the ingress.</summary>
internal sealed class IngressHandler(ServiceDefinition service, HandlerDefinition definition, Serdes serdes)
{
    private readonly Target _unkeyed = new(service.Name, definition.Name);

    public HandlerDefinition Definition { get; } = definition;

    public bool IsPrivate { get; } = definition.Options?.Private ?? service.Options.Private ?? false;

    public RequestRule Input { get; } = definition.RequestsUnder(serdes);

    /// <summary>Content type of a result that is not empty; null: none.</summary>
    public string? OutputContentType { get; } =
        definition.Output.IsNothing ? null : definition.Output.GetContentType(serdes);

    public Target At(string? key) => key is null ? _unkeyed : _unkeyed with { Key = key };
}
