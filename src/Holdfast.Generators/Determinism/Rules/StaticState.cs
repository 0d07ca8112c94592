using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>HF0108: state that is not recorded, and is written again on every replay.</summary>
internal sealed class StaticState() : HandlerRule(_descriptor)
{
    private static readonly DiagnosticDescriptor _descriptor = Describe(
        "HF0108",
        "A handler writes static state",
        "'{0}' writes '{1}'{2}, which is not recorded and is written again on every replay; {3}");

    public override void Check(IOperation operation, CodeReading code)
    {
        var target = operation switch
        {
            IAssignmentOperation assignment => assignment.Target,
            IIncrementOrDecrementOperation increment => increment.Target,
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
            _ => null,
        };
        if (target is IMemberReferenceOperation { Member: { IsStatic: true } member })
            code.Report(this, operation, member.NameForPeople(), "keep it in the state of a virtual object");
    }
}
