using Holdfast.Generators.Services.Emitting;
using Holdfast.Generators.Services.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Generators.Services;

/// <summary>
/// Generates the definition and the typed clients of each service class. It reports nothing:
/// <see cref="ServiceAnalyzer"/> reads the same classes and says what is wrong, so that the models need no locations
/// and survive edits elsewhere.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ServiceGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step whose outputs are the models.</summary>
    public const string ModelStep = "ServiceModel";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (var attribute in ServiceAttributes.All)
        {
            var models = context.SyntaxProvider
                .ForAttributeWithMetadataName(
                    attribute.MetadataName,
                    static (node, _) => node is ClassDeclarationSyntax,
                    static (found, _) => ServiceReader.Read((INamedTypeSymbol)found.TargetSymbol)?.Model)
                .Where(static model => model is not null)
                .WithTrackingName(ModelStep);
            context.RegisterSourceOutput(
                models, static (output, model) => output.AddSource(model!.HintName, ServiceEmitter.Emit(model)));
        }
    }
}
