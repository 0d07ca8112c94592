using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Tests.Tidy;

/// <summary>What does not fit on a screen or two does not fit in a head.</summary>
public sealed class Sizes
{
    [Fact]
    public void No_file_has_more_than_300_lines() =>
        Ratchet.Check("lines of file", 300, Repository.Sources.Select(file =>
            (file.Key, File.ReadLines(file.Value.FullName).Count())));

    [Fact]
    public void No_function_has_more_than_60_lines() =>
        Ratchet.Check("lines of function", 60, Repository.Sources.SelectMany(file =>
            Functions(file.Value).Select(function => ($"{file.Key} {function.Name}", function.Lines))
                .GroupBy(function => function.Item1, (name, overloads) => (name, overloads.Max(one => one.Lines)))));

    [Fact]
    public void No_line_has_more_than_120_columns() =>
        Ratchet.Check("lines over 120 columns", 0, Repository.Sources.GroupBy(
            file => string.Join('/', file.Key.Split('/')[..2]),
            (project, files) => (project, files.Sum(file => File.ReadLines(file.Value.FullName).Count(IsTooLong)))));

    // JSON that is compared byte for byte cannot be broken.
    private static bool IsTooLong(string line) =>
        line.Length > 120 && !line.Contains("\"\"\"", StringComparison.Ordinal);

    private static IEnumerable<(string Name, int Lines)> Functions(FileInfo file)
    {
        var root = CSharpSyntaxTree.ParseText(File.ReadAllText(file.FullName)).GetRoot();
        foreach (var node in root.DescendantNodes())
        {
            switch (node)
            {
                case MethodDeclarationSyntax method:
                    yield return (method.Identifier.Text, Lines(method.Identifier, method));
                    break;
                case ConstructorDeclarationSyntax constructor:
                    yield return (constructor.Identifier.Text, Lines(constructor.Identifier, constructor));
                    break;
                case LocalFunctionStatementSyntax local:
                    yield return (local.Identifier.Text, Lines(local.Identifier, local));
                    break;
                case AccessorDeclarationSyntax accessor:
                    yield return (accessor.Keyword.Text, Lines(accessor.Keyword, accessor));
                    break;
                case OperatorDeclarationSyntax @operator:
                    yield return (@operator.OperatorToken.Text, Lines(@operator.OperatorToken, @operator));
                    break;
            }
        }
    }

    // From the name on: neither documentation nor attributes count.
    private static int Lines(SyntaxToken from, SyntaxNode to)
    {
        var last = to.GetLocation().GetLineSpan().EndLinePosition.Line;
        return last - from.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
    }
}
