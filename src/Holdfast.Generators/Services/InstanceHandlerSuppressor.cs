using System.Collections.Immutable;
using Holdfast.Generators.Services.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Holdfast.Generators.Services;

/// <summary>
/// A handler may be static but need not be: whether it uses a dependency today is no reason to change its shape, so
/// CA1822 says nothing useful about it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InstanceHandlerSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor _staticHandler =
        new("HFS001", "CA1822", "Handlers are instance methods by convention, with or without dependencies");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [_staticHandler];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree)
                continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            var symbol = context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken);
            if (symbol is IMethodSymbol method && method.IsHandler())
                context.ReportSuppression(Suppression.Create(_staticHandler, diagnostic));
        }
    }
}
