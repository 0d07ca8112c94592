using System.Text.RegularExpressions;
using Holdfast.Generators.Determinism;
using Holdfast.Tests.Tidy;

namespace Holdfast.Tests.Generators;

/// <summary>docs/guides/determinism.md says what the analyzers do.</summary>
public sealed partial class DeterminismGuide
{
    private static readonly string _guide =
        File.ReadAllText(Path.Combine(Repository.Root.FullName, "docs/guides/determinism.md"));

    public static TheoryData<string> Examples =>
        [.. ExamplePattern().Matches(_guide).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Every_rule_has_a_row() => Assert.Equal(
        new DeterminismAnalyzer().SupportedDiagnostics.Select(rule => rule.Id),
        RowPattern().Matches(_guide).Select(match => match.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Exactly_the_marked_lines_of_an_example_are_reported(string example)
    {
        var compilation = UserCode.Build($$"""
            using System.IO;
            [Service] public partial class Example(HttpClient http) {
            static int Count { get; set; }
            [Handler] public async Task HandleAsync(IContext ctx) {
            {{example}}
            }
            }
            """);
        Assert.Empty(compilation.Errors());

        var found = await compilation.AnalyzeAsync(new DeterminismAnalyzer());
        var lines = found.Select(diagnostic =>
            $"{diagnostic.Location.GetLineSpan().StartLinePosition.Line - 4}: {diagnostic.Id}");
        var marked = example.Split('\n').Index()
            .Where(line => line.Item.Contains("// HF", StringComparison.Ordinal))
            .Select(line => $"{line.Index}: {line.Item[^6..]}");
        Assert.Equal(marked, lines);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ExamplePattern();

    [GeneratedRegex(@"^\| (HF\d+) ", RegexOptions.Multiline)]
    private static partial Regex RowPattern();
}
