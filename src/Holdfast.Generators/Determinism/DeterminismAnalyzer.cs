using System.Collections.Immutable;
using Holdfast.Generators.Determinism.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Generators.Determinism;

/// <summary>
/// Finds handler code (methods with <c>[Handler]</c>, methods that implement an interface's and take a context, and
/// code given to <c>ServiceDefinition.Handler</c> and <c>Shared</c>), follows its calls through the compilation, and
/// reports what would not be the same on replay.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeterminismAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [.. HandlerRules.All.Select(rule => rule.Descriptor)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (HoldfastTypes.Find(context.Compilation) is not { } types)
            return;
        var bodies = new CodeBodies(context.Compilation, types);
        context.RegisterOperationBlockAction(block => CheckMethod(block, types, bodies));
        context.RegisterOperationAction(
            registration => CheckRegistration(registration, types, bodies), OperationKind.Invocation);
    }

    private static void CheckMethod(OperationBlockAnalysisContext context, HoldfastTypes types, CodeBodies bodies)
    {
        if (context.OwningSymbol is not IMethodSymbol method || !method.IsHandlerRoot(types))
            return;
        var body = new CodeReading(types, method).Read(context.OperationBlocks);
        new HandlerReport(method.NameForPeople(), bodies, context.ReportDiagnostic).Report(body);
    }

    private static void CheckRegistration(OperationAnalysisContext context, HoldfastTypes types, CodeBodies bodies)
    {
        var registration = (IInvocationOperation)context.Operation;
        if (!types.IsHandlerRegistration(registration.TargetMethod))
            return;
        var code = Argument("handle").WithoutConversions();
        var wireName = Argument("name").ConstantValue.Value as string ?? "handler";
        var (name, body) = code is IMethodReferenceOperation { Method: var method }
            ? (method.NameForPeople(), bodies.Of(method.OriginalDefinition))
            : (wireName, new CodeReading(types, owner: null).Read([code]));
        new HandlerReport(name, bodies, context.ReportDiagnostic).Report(body);

        IOperation Argument(string parameter) =>
            registration.Arguments.First(argument => argument.Parameter?.Name == parameter).Value;
    }
}
