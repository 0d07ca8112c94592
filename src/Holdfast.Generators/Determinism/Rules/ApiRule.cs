using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>A rule against the use of certain members.</summary>
internal abstract class ApiRule(DiagnosticDescriptor descriptor) : HandlerRule(descriptor)
{
    /// <summary>Members of a type: <c>*</c> for all, <c>.ctor()</c> for the constructor without parameters.</summary>
    protected sealed record Banned(string Type, string[] Members, string Remedy);

    protected abstract IReadOnlyList<Banned> Apis { get; }

    public override void Check(IOperation operation, CodeReading code)
    {
        if (operation.UsedMember() is { } member && Find(member) is { } api)
            code.Report(this, operation, member.NameForPeople(), api.Remedy);
    }

    public bool Covers(IOperation operation) => operation.UsedMember() is { } member && Find(member) is not null;

    private Banned? Find(ISymbol member)
    {
        var type = member.ContainingType?.OriginalDefinition;
        if (type is null)
            return null;
        var name = $"{type.ContainingNamespace}.{type.Name}";
        return Apis.FirstOrDefault(api => api.Type == name && api.Members.Any(banned => Matches(banned, member)));
    }

    private static bool Matches(string banned, ISymbol member) => banned switch
    {
        "*" => true,
        ".ctor()" => member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.IsEmpty: true },
        _ => member.Name == banned,
    };
}
