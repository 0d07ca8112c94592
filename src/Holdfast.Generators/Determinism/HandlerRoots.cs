using Holdfast.Generators.Services.Reading;
using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Determinism;

/// <summary>The methods that are handler code by what they are, whoever calls them.</summary>
internal static class HandlerRoots
{
    /// <summary>
    /// A method with <c>[Handler]</c>; or the implementation of an interface's method that takes a context, such as a
    /// workflow step's: the calls of it go through the interface, where following them ends.
    /// </summary>
    public static bool IsHandlerRoot(this IMethodSymbol method, HoldfastTypes types) =>
        method.IsHandler() || (TakesContext(method, types) && ImplementsInterface(method));

    private static bool TakesContext(IMethodSymbol method, HoldfastTypes types) =>
        !method.IsStatic && method.Parameters.Any(parameter => types.IsContext(parameter.Type));

    private static bool ImplementsInterface(IMethodSymbol method)
    {
        // What is overridden may be what implements the interface.
        for (var at = method; at is not null; at = at.OverriddenMethod)
        {
            var type = at.ContainingType;
            var slots = type.AllInterfaces.SelectMany(implemented => implemented.GetMembers());
            if (slots.Any(slot => Same(type.FindImplementationForInterfaceMember(slot), at)))
                return true;
        }

        return false;
    }

    private static bool Same(ISymbol? left, ISymbol right) => SymbolEqualityComparer.Default.Equals(left, right);
}
