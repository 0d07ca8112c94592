using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism;

/// <summary>Reads one body of code: puts every rule to every operation, and collects the calls.</summary>
internal sealed class CodeReading(HoldfastTypes types, IMethodSymbol? owner)
{
    private readonly ImmutableArray<Finding>.Builder _findings = ImmutableArray.CreateBuilder<Finding>();
    private readonly ImmutableArray<CodeCall>.Builder _calls = ImmutableArray.CreateBuilder<CodeCall>();

    public HoldfastTypes Types => types;

    public CodeBody Read(IEnumerable<IOperation> roots)
    {
        foreach (var operation in roots.SelectMany(root => root.HandlerCode(types)))
        {
            foreach (var rule in Rules.HandlerRules.All)
                rule.Check(operation, this);
            CollectCall(operation);
        }

        return new(_findings.ToImmutable(), _calls.ToImmutable());
    }

    public void Report(HandlerRule rule, IOperation at, string offender, string remedy) =>
        _findings.Add(new(rule, at.Syntax.GetLocation(), offender, remedy));

    /// <summary>Does the operation belong to an async method or lambda?</summary>
    public bool IsInAsync(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation lambda)
                return lambda.Symbol.IsAsync;
            if (at is ILocalFunctionOperation function)
                return function.Symbol.IsAsync;
        }

        return owner?.IsAsync ?? false;
    }

    private void CollectCall(IOperation operation)
    {
        var method = operation.UsedMember() switch
        {
            IMethodSymbol used => used.ReducedFrom ?? used,
            IPropertySymbol { GetMethod: { } getter } => getter,
            _ => null,
        };
        if (method?.OriginalDefinition is { DeclaringSyntaxReferences.IsEmpty: false } definition)
            _calls.Add(new(definition, operation.Syntax.GetLocation()));
    }
}
