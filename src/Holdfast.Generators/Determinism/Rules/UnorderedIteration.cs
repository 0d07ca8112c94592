using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>HF0106: the order of a hash table becomes the order of recorded commands.</summary>
internal sealed class UnorderedIteration() : HandlerRule(_descriptor)
{
    private static readonly DiagnosticDescriptor _descriptor = Describe(
        "HF0106",
        "Durable calls are made in the order of a hash table",
        "'{0}' makes durable calls in the order of '{1}'{2}, which may differ on replay; {3}");

    private static readonly HashSet<string> _unordered = new(StringComparer.Ordinal)
    {
        "Dictionary", "KeyCollection", "ValueCollection", "IDictionary", "IReadOnlyDictionary", "Hashtable",
        "HashSet", "ISet", "IReadOnlySet", "ConcurrentDictionary", "ConcurrentBag",
        "ImmutableDictionary", "ImmutableHashSet", "FrozenDictionary", "FrozenSet",
    };

    public override void Check(IOperation operation, CodeReading code)
    {
        var (source, body) = operation switch
        {
            IForEachLoopOperation loop => (loop.Collection, loop.Body),
            IInvocationOperation query when IsQuery(query) => (query.Arguments[0].Value, query),
            _ => (null, (IOperation?)null),
        };
        if (source is null || UnorderedSource(source.WithoutConversions()) is not { } unordered)
            return;
        if (body!.HandlerCode(code.Types).Any(inner => IsDurableCall(inner, code.Types)))
            code.Report(this, source, unordered.Syntax.ToString(), "sort it first, such as with 'OrderBy'");
    }

    private static bool IsQuery(IInvocationOperation invocation) =>
        invocation.TargetMethod.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" }
        && invocation.Arguments.Length > 1;

    private static IOperation? UnorderedSource(IOperation source) => source switch
    {
        { Type: INamedTypeSymbol type } when IsUnordered(type) => source,
        IPropertyReferenceOperation { Property.Name: "Keys" or "Values", Instance: { } table } =>
            UnorderedSource(table.WithoutConversions()),
        IInvocationOperation query when KeepsOrder(query) =>
            UnorderedSource(query.Arguments[0].Value.WithoutConversions()),
        _ => null,
    };

    private static bool KeepsOrder(IInvocationOperation query) =>
        query.TargetMethod.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" }
        && query.Arguments.Length > 0
        && !query.TargetMethod.Name.StartsWith("Order", StringComparison.Ordinal)
        && !query.TargetMethod.Name.StartsWith("ThenBy", StringComparison.Ordinal);

    private static bool IsUnordered(INamedTypeSymbol type) =>
        _unordered.Contains(type.Name)
        && type.ContainingNamespace.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal)
        && type.ContainingType?.Name is not ("SortedDictionary" or "OrderedDictionary");

    private static bool IsDurableCall(IOperation operation, HoldfastTypes types) =>
        operation is IInvocationOperation call && (types.TakesContext(call) || types.IsDurable(call.Type));
}
