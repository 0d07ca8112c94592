using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Determinism;

/// <summary>The bodies of a compilation's methods, each read once, when a handler first leads to it.</summary>
internal sealed class CodeBodies(Compilation compilation, HoldfastTypes types)
{
    private readonly ConcurrentDictionary<IMethodSymbol, CodeBody> _bodies = new(SymbolEqualityComparer.Default);

    public CodeBody Of(IMethodSymbol method) => _bodies.GetOrAdd(method, Read);

    private CodeBody Read(IMethodSymbol method)
    {
        var roots = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences
            .Select(reference => Operation(reference.GetSyntax()))
            .OfType<IOperation>();
        return new CodeReading(types, method).Read(roots);
    }

    // A handler leads to other files, and what is found there is reported at the call in the handler: the model of the
    // handler's file does not reach that far.
#pragma warning disable RS1030
    private IOperation? Operation(SyntaxNode syntax) =>
        compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax);
#pragma warning restore RS1030
}
