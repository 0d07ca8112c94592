using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism;

/// <summary>Questions about operations that several rules ask.</summary>
internal static class Operations
{
    public static IOperation WithoutConversions(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IDelegateCreationOperation creation:
                    operation = creation.Target;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>The operation and what is inside, without actions of runs and declared functions.</summary>
    public static IEnumerable<IOperation> HandlerCode(this IOperation root, HoldfastTypes types)
    {
        yield return root;
        foreach (var child in root.ChildOperations)
        {
            if (child is ILocalFunctionOperation || IsAction(child, types))
                continue;
            foreach (var operation in child.HandlerCode(types))
                yield return operation;
        }
    }

    /// <summary>The lambda or local function that a run executes once; null when there is none.</summary>
    public static IOperation? ActionOfRun(this IOperation operation, HoldfastTypes types) =>
        operation is IInvocationOperation invocation && types.IsRun(invocation)
            ? invocation.Arguments.Select(argument => NestedCode(argument.Value.WithoutConversions()))
                .FirstOrDefault(action => action is not null)
            : null;

    /// <summary>The method, property or constructor that the operation uses; null when it uses none.</summary>
    public static ISymbol? UsedMember(this IOperation operation) => operation switch
    {
        IInvocationOperation invocation => invocation.TargetMethod,
        IPropertyReferenceOperation property => property.Property,
        IObjectCreationOperation creation => creation.Constructor,
        IMethodReferenceOperation method => method.Method,
        _ => null,
    };

    /// <summary><c>Type.Member</c>, as a reader of the code would say it.</summary>
    public static string NameForPeople(this ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => $"new {member.ContainingType.Name}",
        IMethodSymbol { MethodKind: MethodKind.LocalFunction } => member.Name,
        IMethodSymbol { AssociatedSymbol: { } property } => property.NameForPeople(),
        _ => $"{member.ContainingType?.Name}.{member.Name}",
    };

    private static IOperation? NestedCode(IOperation code) => code switch
    {
        IAnonymousFunctionOperation lambda => lambda,
        IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function } =>
            code.SemanticModel?.GetOperation(function.DeclaringSyntaxReferences[0].GetSyntax()),
        _ => null,
    };

    /// <summary>
    /// An action of a run; or code given away together with a context and using none itself, as to a function that
    /// retries or compensates: that function decides whether to record it.
    /// </summary>
    private static bool IsAction(IOperation operation, HoldfastTypes types) =>
        operation is IArgumentOperation { Parent: IInvocationOperation invocation } argument
        && argument.Parameter?.Type.TypeKind == TypeKind.Delegate
        && (types.IsRun(invocation)
            || (types.TakesContext(invocation) && !argument.Descendants().Any(inner => types.IsContext(inner.Type))));
}
