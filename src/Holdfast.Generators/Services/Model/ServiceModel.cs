namespace Holdfast.Generators.Services;

/// <summary>
/// All that the emitters know of a service class: text only, so that it can be compared and keeps no symbol alive.
/// </summary>
/// <param name="Namespace">Of the class; empty for the global one.</param>
/// <param name="ClassName">Escaped when it is a keyword.</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c>; the clients get the same.</param>
/// <param name="WireName">Name of the service for engines and callers.</param>
/// <param name="Kind">Service, object or workflow.</param>
/// <param name="ConstructorTypes">Types of the constructor's parameters, qualified.</param>
/// <param name="Handlers">In ordinal order of their wire names, whichever file they are in.</param>
internal sealed record ServiceModel(
    string Namespace,
    string ClassName,
    string Accessibility,
    string WireName,
    ServiceKind Kind,
    EquatableArray<string> ConstructorTypes,
    EquatableArray<HandlerModel> Handlers)
{
    /// <summary>The class name without the escape, to compose other names of.</summary>
    public string BaseName => ClassName.TrimStart('@');

    /// <summary>Objects and workflows are addressed by key.</summary>
    public bool HasKey => Kind != ServiceKind.Service;

    /// <summary>The run of a workflow.</summary>
    public HandlerModel? Run =>
        Kind == ServiceKind.Workflow ? Handlers.FirstOrDefault(handler => !handler.IsShared) : null;

    /// <summary>Where the generated file is listed; unique in a compilation.</summary>
    public string HintName => (Namespace.Length == 0 ? BaseName : $"{Namespace}.{BaseName}") + ".g.cs";
}

/// <summary>The three kinds of services, as the library names them.</summary>
internal enum ServiceKind
{
    Service,
    VirtualObject,
    Workflow,
}
