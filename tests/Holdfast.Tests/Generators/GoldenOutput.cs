using Holdfast.Tests.Tidy;
using Microsoft.CodeAnalysis;

namespace Holdfast.Tests.Generators;

/// <summary>
/// The generated text for the services of <c>CallSite.cs</c>, kept under <c>tests/golden/generators</c>. After a wanted
/// change, run once with <c>HOLDFAST_GOLDEN=update</c> and review the difference.
/// </summary>
public sealed class GoldenOutput
{
    private static readonly DirectoryInfo _golden = Repository.Root.CreateSubdirectory("tests/golden/generators");

    private static string CallSite =>
        File.ReadAllText(Path.Combine(Repository.Root.FullName, "tests/Holdfast.Tests/Generators/CallSite.cs"));

    [Fact]
    public void Generated_files_are_those_that_were_reviewed()
    {
        var generated = UserCode.Generate(CallSite);
        if (Environment.GetEnvironmentVariable("HOLDFAST_GOLDEN") == "update")
            Update(generated);

        Assert.Equal(generated.Keys, _golden.GetFiles("*.cs").Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(generated, file => Assert.Equal(File.ReadAllText(PathOf(file.Key)), file.Value));
    }

    [Fact]
    public void Generated_code_compiles_without_a_warning()
    {
        Assert.DoesNotContain(
            UserCode.Build(CallSite).GetDiagnostics(TestContext.Current.CancellationToken),
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error
                || (diagnostic.Severity == DiagnosticSeverity.Warning && IsGenerated(diagnostic.Location)));
    }

    [Fact]
    public void Output_does_not_depend_on_the_order_of_files_and_handlers()
    {
        const string First = "[Service] public partial class S { [Handler] public int B(IContext c) => 1; }";
        const string Second = "public partial class S { [Handler] public int A(IContext c) => 1; }";

        Assert.Equal(UserCode.Generate(First, Second), UserCode.Generate(Second, First));
    }

    private static bool IsGenerated(Location location) =>
        location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) ?? true;

    private static void Update(SortedDictionary<string, string> generated)
    {
        foreach (var old in _golden.GetFiles("*.cs"))
            old.Delete();
        foreach (var (name, text) in generated)
            File.WriteAllText(PathOf(name), text);
    }

    private static string PathOf(string name) => Path.Combine(_golden.FullName, name);
}
