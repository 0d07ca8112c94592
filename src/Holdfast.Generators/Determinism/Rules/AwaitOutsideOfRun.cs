using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism.Rules;

/// <summary>HF0103: awaiting, or blocking on, what is not recorded.</summary>
internal sealed class AwaitOutsideOfRun() : HandlerRule(_descriptor)
{
    private static readonly DiagnosticDescriptor _descriptor = Describe(
        "HF0103",
        "A handler waits for something that is not durable",
        "'{0}' waits for '{1}'{2}, which is not recorded; {3}");

    private const string Record = "do it inside 'ctx.RunAsync', which records the result";
    private const string Lock = "keep what is shared in a virtual object, which runs one exclusive handler at a time";

    public override void Check(IOperation operation, CodeReading code)
    {
        switch (operation)
        {
            case IAwaitOperation wait:
                CheckSource(wait.Operation, code);
                break;
            case IReturnOperation { ReturnedValue: { } value } when IsTask(value.Type) && !code.IsInAsync(operation):
                CheckSource(value, code);
                break;
            case IForEachLoopOperation { IsAsynchronous: true } loop:
                CheckSource(loop.Collection, code);
                break;
            case ILockOperation:
                code.Report(this, operation, "lock", Lock);
                break;
            case IInvocationOperation { TargetMethod: var method } when IsBlocking(method):
                code.Report(this, operation, method.NameForPeople(), Record);
                break;
            case IPropertyReferenceOperation { Property: { Name: "Result" } result } when IsTask(result.ContainingType):
                code.Report(this, operation, result.NameForPeople(), Record);
                break;
        }
    }

    private void CheckSource(IOperation awaited, CodeReading code)
    {
        foreach (var source in AwaitSource.NotDurable(awaited, code.Types))
            code.Report(this, source, source.UsedMember()?.NameForPeople() ?? source.Syntax.ToString(), Record);
    }

    private static bool IsTask(ITypeSymbol? type) => AwaitSource.IsTask(type);

    private static bool IsBlocking(IMethodSymbol method) => ($"{method.ContainingType}", method.Name) switch
    {
        ("System.Threading.Tasks.Task", "Wait" or "WaitAll" or "WaitAny") => true,
        ("System.Threading.Monitor", _) => true,
        ("System.Threading.SemaphoreSlim", "Wait") => true,
        ("System.Threading.WaitHandle", "WaitOne" or "WaitAll" or "WaitAny") => true,
        ("System.Threading.Lock", "Enter" or "EnterScope") => true,
        ("System.Runtime.CompilerServices.TaskAwaiter", "GetResult") => true,
        _ => false,
    };
}
