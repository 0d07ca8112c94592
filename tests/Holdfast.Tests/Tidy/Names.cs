using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Tests.Tidy;

/// <summary>Names say what a thing is. Some words never do.</summary>
public sealed class Names
{
    private static readonly string[] _empty = ["Manager", "Helper", "Util", "Common", "Misc"];

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var offences =
            from file in Repository.Sources
            from type in CSharpSyntaxTree.ParseText(File.ReadAllText(file.Value.FullName))
                .GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            from word in _empty
            where type.Identifier.Text.Contains(word, StringComparison.Ordinal)
            select $"{file.Key}: {type.Identifier.Text} says '{word}'";
        offences.AssertNone();
    }

    [Fact]
    public void No_file_or_folder_has_a_name_that_says_nothing()
    {
        var offences =
            from file in Repository.Files.Keys
            from word in _empty
            where file.Contains(word, StringComparison.OrdinalIgnoreCase)
            select $"{file} says '{word}'";
        offences.AssertNone();
    }
}
