using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>HF0104: commands from inside a side effect, which is not executed on replay.</summary>
internal sealed class ContextInsideOfRun() : HandlerRule(_descriptor)
{
    private static readonly DiagnosticDescriptor _descriptor = Describe(
        "HF0104",
        "The context is used inside RunAsync",
        "'{0}' uses '{1}' inside of 'RunAsync'{2}, where nothing is recorded but the result; {3}");

    public override void Check(IOperation operation, CodeReading code)
    {
        if (operation.ActionOfRun(code.Types) is not { } action)
            return;
        foreach (var reference in action.Descendants().Where(inner => IsContext(inner, code.Types)))
        {
            if (!ReadsConstant(reference.Parent))
                code.Report(this, reference, UseOf(reference), "do it before or after the run, and pass values in");
        }
    }

    private static bool IsContext(IOperation operation, HoldfastTypes types) =>
        operation is IParameterReferenceOperation or ILocalReferenceOperation or IMemberReferenceOperation
        && types.IsContext(operation.Type);

    /// <summary>What is known when the invocation starts is no command.</summary>
    private static bool ReadsConstant(IOperation? use) =>
        use is IPropertyReferenceOperation { Property.Name: "Key" or "InvocationId" or "Headers" or "Logger" };

    private static string UseOf(IOperation reference) =>
        reference.Parent?.UsedMember()?.NameForPeople() ?? reference.Syntax.ToString();
}
