using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>
/// Where an awaited value comes from. In doubt it is durable: the pump's guard catches at run time what is not, and an
/// analyzer that cries wolf is turned off.
/// </summary>
internal static class AwaitSource
{
    /// <summary>The operations behind the awaited one that are certainly not durable.</summary>
    public static IEnumerable<IOperation> NotDurable(IOperation awaited, HoldfastTypes types)
    {
        awaited = awaited.WithoutConversions();
        return types.IsDurable(awaited.Type)
            ? []
            : awaited switch
            {
                IConditionalOperation { WhenFalse: { } other } choice => Either([choice.WhenTrue, other], types),
                ICoalesceOperation choice => Either([choice.Value, choice.WhenNull], types),
                ISwitchExpressionOperation choice => Either(choice.Arms.Select(arm => arm.Value), types),
                ILocalReferenceOperation local => InitialValue(local) is { } value ? NotDurable(value, types) : [],
                IInvocationOperation invocation => NotDurable(invocation, types),
                IPropertyReferenceOperation { Property.Name: not "CompletedTask" } => [awaited],
                IFieldReferenceOperation => [awaited],
                _ => [],
            };
    }

    public static bool IsTask(ITypeSymbol? type) =>
        type is { Name: "Task" or "ValueTask" or "IAsyncEnumerable", ContainingNamespace: { } at }
        && at.ToDisplayString() is "System.Threading.Tasks" or "System.Collections.Generic";

    private static IEnumerable<IOperation> NotDurable(IInvocationOperation invocation, HoldfastTypes types)
    {
        var method = invocation.TargetMethod;
        if (method.Name is "ConfigureAwait" or "AsTask" or "Preserve" or "WithCancellation" or "Unwrap")
            return NotDurable(invocation.Instance ?? invocation.Arguments[0].Value, types);
        if (IsTask(method.ContainingType) && method.Name is "WhenAll" or "WhenAny")
            return Either(invocation.Arguments.SelectMany(tasks => Elements(tasks.Value.WithoutConversions())), types);

        var isDurable = method.MethodKind is MethodKind.DelegateInvoke or MethodKind.LocalFunction
            || (IsTask(method.ContainingType) && method.Name.StartsWith("From", StringComparison.Ordinal))
            || types.TakesContext(invocation)
            || OwnThreads.Instance.Covers(invocation)
            || HasReadableBody(method);
        return isDurable ? [] : [invocation];
    }

    private static IEnumerable<IOperation> Either(IEnumerable<IOperation> sources, HoldfastTypes types) =>
        sources.SelectMany(source => NotDurable(source, types));

    private static ImmutableArray<IOperation> Elements(IOperation tasks) => tasks switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        ICollectionExpressionOperation collection => collection.Elements,
        _ => [],
    };

    private static IOperation? InitialValue(ILocalReferenceOperation reference)
    {
        var declaration = reference.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        var declarator = declaration is null ? null : reference.SemanticModel?.GetOperation(declaration);
        return (declarator as IVariableDeclaratorOperation)?.Initializer?.Value;
    }

    /// <summary>A method with a body in this compilation is followed, and what it awaits is judged there.</summary>
    private static bool HasReadableBody(IMethodSymbol method) =>
        method is { IsAbstract: false, IsExtern: false, OriginalDefinition.DeclaringSyntaxReferences.IsEmpty: false };
}
