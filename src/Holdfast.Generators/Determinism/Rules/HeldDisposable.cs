using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>HF0107: a suspended handler is dropped, and never comes to its <c>Dispose</c>.</summary>
internal sealed class HeldDisposable() : HandlerRule(_descriptor)
{
    private static readonly DiagnosticDescriptor _descriptor = Describe(
        "HF0107",
        "Something disposable is held across a durable await",
        "'{0}' holds '{1}'{2} across an await at which it may be suspended, and then does not dispose it; {3}");

    public override void Check(IOperation operation, CodeReading code)
    {
        switch (operation)
        {
            case IUsingOperation block:
                CheckScope(block.Resources, [block.Body], code);
                break;
            case IUsingDeclarationOperation { Parent: IBlockOperation block } declaration:
                var rest = block.Operations.SkipWhile(statement => statement != declaration).Skip(1);
                CheckScope(declaration.DeclarationGroup, rest, code);
                break;
        }
    }

    private void CheckScope(IOperation resource, IEnumerable<IOperation> scope, CodeReading code)
    {
        if (scope.Any(statement => Awaits(statement, code.Types)))
            code.Report(this, resource, resource.Syntax.ToString(), "create and dispose it inside one 'ctx.RunAsync'");
    }

    private static bool Awaits(IOperation statement, HoldfastTypes types) =>
        statement.HandlerCode(types).Any(inner => inner is IAwaitOperation);
}
