using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism;

/// <summary>The library's types in a compilation that references it.</summary>
internal sealed class HoldfastTypes
{
    private readonly INamedTypeSymbol _context;
    private readonly INamedTypeSymbol _durableTask;
    private readonly INamedTypeSymbol? _awakeable;
    private readonly INamedTypeSymbol? _definition;

    private HoldfastTypes(Compilation compilation, INamedTypeSymbol context, INamedTypeSymbol durableTask)
    {
        _context = context;
        _durableTask = durableTask;
        _awakeable = compilation.GetTypeByMetadataName("Holdfast.Awakeable`1");
        _definition = compilation.GetTypeByMetadataName("Holdfast.ServiceDefinition");
    }

    public static HoldfastTypes? Find(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Holdfast.IContext") is { } context
        && compilation.GetTypeByMetadataName("Holdfast.DurableTask") is { } durableTask
            ? new HoldfastTypes(compilation, context, durableTask)
            : null;

    public bool IsContext(ITypeSymbol? type) => type switch
    {
        null => false,
        ITypeParameterSymbol parameter => parameter.ConstraintTypes.Any(IsContext),
        _ => Same(type, _context) || type.AllInterfaces.Any(implemented => Same(implemented, _context)),
    };

    /// <summary>May a handler await it?</summary>
    public bool IsDurable(ITypeSymbol? type)
    {
        if (Same(type?.OriginalDefinition, _awakeable))
            return true;
        for (; type is not null; type = type.BaseType)
        {
            if (Same(type, _durableTask))
                return true;
        }

        return false;
    }

    /// <summary>Is it <c>ctx.RunAsync(name, action)</c>, whose action is no handler code?</summary>
    public bool IsRun(IInvocationOperation invocation) =>
        invocation.TargetMethod.Name == "RunAsync" && IsContext(invocation.Instance?.Type);

    /// <summary>Is it <c>ServiceDefinition.Handler(name, code)</c> or <c>Shared</c>?</summary>
    public bool IsHandlerRegistration(IMethodSymbol method) =>
        method.Name is "Handler" or "Shared" && Same(method.ContainingType, _definition);

    /// <summary>Does the call hand a context on, so that what it awaits can be durable?</summary>
    public bool TakesContext(IInvocationOperation invocation) =>
        CarriesContext(invocation.Instance?.Type)
        || invocation.Arguments.Any(argument => CarriesContext(argument.Value.WithoutConversions().Type));

    /// <summary>A context, or something that is made of one.</summary>
    private bool CarriesContext(ITypeSymbol? type) =>
        IsContext(type)
        || (type as INamedTypeSymbol)?.InstanceConstructors
            .Any(constructor => constructor.Parameters.Any(parameter => IsContext(parameter.Type))) == true;

    private static bool Same(ITypeSymbol? left, ITypeSymbol? right) =>
        left is not null && SymbolEqualityComparer.Default.Equals(left, right);
}
