using System.Collections.Immutable;
using Holdfast.Generators.Services.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Holdfast.Generators.Services;

/// <summary>Says why a service class, or one of its handlers, gets no definition.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ServiceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ServiceProblems.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(CheckService, SymbolKind.NamedType);
        context.RegisterSymbolAction(CheckStrayHandler, SymbolKind.Method);
    }

    private static void CheckService(SymbolAnalysisContext context)
    {
        foreach (var problem in ServiceReader.Read((INamedTypeSymbol)context.Symbol)?.Problems ?? [])
            context.ReportDiagnostic(problem);
    }

    private static void CheckStrayHandler(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.IsHandler() && ServiceAttributes.On(method.ContainingType).IsEmpty)
            context.ReportDiagnostic(ServiceProblems.StrayHandler.At(method, method.Name, method.ContainingType.Name));
    }
}
