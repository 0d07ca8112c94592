using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Tests.Tidy;

/// <summary>docs/restate-checklist.md names the tests that show each of its lines.</summary>
public sealed partial class Checklist
{
    private const int Lines = 23;

    private static readonly string _text =
        File.ReadAllText(Path.Combine(Repository.Root.FullName, "docs/restate-checklist.md"));

    [Fact]
    public void Every_line_names_tests()
    {
        var rows = Row().Matches(_text);
        Assert.Equal(Enumerable.Range(1, Lines).Select(n => $"{n}"), rows.Select(row => row.Groups["number"].Value));
        Assert.All(rows, row => Assert.NotEmpty(TestName().Matches(row.Groups["tests"].Value)));
    }

    [Fact]
    public void The_tests_that_it_names_exist()
    {
        var tests = Repository.Sources.Where(file => file.Key.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => TestsOf(File.ReadAllText(file.Value.FullName))).ToHashSet(StringComparer.Ordinal);
        TestName().Matches(_text).Select(name => name.Groups["name"].Value).Where(name => !tests.Contains(name))
            .Select(name => $"docs/restate-checklist.md names {name}, which is no test").AssertNone();
    }

    private static IEnumerable<string> TestsOf(string source) =>
        from method in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes)
            .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
        select $"{((TypeDeclarationSyntax)method.Parent!).Identifier.Text}.{method.Identifier.Text}";

    [GeneratedRegex(@"^\| (?<number>\d+) \|.*\|(?<tests>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<name>[A-Z]\w+\.[A-Z]\w*_\w+)`")]
    private static partial Regex TestName();
}
