using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>HF0105: something durable is started, and nobody looks at how it ends.</summary>
internal sealed class NeverAwaited() : HandlerRule(_descriptor)
{
    private static readonly DiagnosticDescriptor _descriptor = Describe(
        "HF0105",
        "A durable task is never awaited",
        "'{0}' starts '{1}'{2} and drops its result; {3}");

    private const string Remedy = "await it, or write '_ =' before it when its outcome does not matter";

    public override void Check(IOperation operation, CodeReading code)
    {
        if (operation is IExpressionStatementOperation { Operation: IInvocationOperation call }
            && code.Types.IsDurable(call.Type))
        {
            code.Report(this, call, call.TargetMethod.NameForPeople(), Remedy);
        }
    }
}
