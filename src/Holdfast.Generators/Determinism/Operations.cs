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

    /// <summary>The operation and what is inside, without what runs elsewhere: actions of runs, and local functions.</summary>
    public static IEnumerable<IOperation> HandlerCode(this IOperation root, HoldfastTypes types)
    {
        yield return root;
        foreach (var child in root.ChildOperations)
        {
            if (child is ILocalFunctionOperation || IsActionOfRun(child, types))
                continue;
            foreach (var operation in child.HandlerCode(types))
                yield return operation;
        }
    }

    /// <summary>The code that a run executes once and records; null when the call is no run, or names a method.</summary>
    public static IAnonymousFunctionOperation? ActionOfRun(this IOperation operation, HoldfastTypes types) =>
        operation is IInvocationOperation invocation && types.IsRun(invocation)
            ? invocation.Arguments.Select(argument => argument.Value.WithoutConversions())
                .OfType<IAnonymousFunctionOperation>().FirstOrDefault()
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

    private static bool IsActionOfRun(IOperation operation, HoldfastTypes types) =>
        operation is IArgumentOperation { Parent: IInvocationOperation invocation } argument
        && argument.Parameter?.Type.TypeKind == TypeKind.Delegate
        && types.IsRun(invocation);
}
