using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Holdfast.Generators.Services.Reading;

/// <summary>Symbols as text that compiles anywhere.</summary>
internal static class CSharpText
{
    private static readonly SymbolDisplayFormat _qualified = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Qualified(this ITypeSymbol type) => type.ToDisplayString(_qualified);

    /// <summary>For <c>typeof</c>, and for people.</summary>
    public static string QualifiedWithoutNull(this ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
