using Holdfast.Generators.Services;
using Microsoft.CodeAnalysis;

namespace Holdfast.Tests.Generators;

/// <summary>An edit that changes no service costs no generation.</summary>
public sealed class Caching
{
    private const string Service = """
        namespace Shop;

        [VirtualObject]
        public partial class Cart(IDisposable dependency)
        {
            /// <summary>Adds.</summary>
            [Handler] public int Add(IObjectContext ctx, string item) => item.Length;
        }
        """;

    [Theory]
    [InlineData("class Other { int Added() => 1; }")]
    [InlineData("class Other { } [Service] public partial class Mailer { [Handler] public void Send(IContext c) {} }")]
    public void An_edit_in_another_file_changes_nothing(string edited) => Assert.All(
        StepsAfter(before => before.ReplaceSyntaxTree(before.SyntaxTrees.Last(), UserCode.Parse(edited))),
        AssertReused);

    [Fact]
    public void An_edit_of_a_handlers_body_changes_nothing() => Assert.All(
        StepsAfter(compilation => EditService(compilation, "item.Length", "\n\n 0")),
        AssertReused);

    [Fact]
    public void An_edit_of_a_handlers_signature_changes_the_model() => Assert.Contains(
        IncrementalStepRunReason.Modified,
        StepsAfter(compilation => EditService(compilation, "string item", "string item2")));

    private static void AssertReused(IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());

    private static Compilation EditService(Compilation before, string old, string edited) =>
        before.ReplaceSyntaxTree(before.SyntaxTrees.ElementAt(1), UserCode.Parse(Service.Replace(old, edited)));

    private static List<IncrementalStepRunReason> StepsAfter(Func<Compilation, Compilation> edit)
    {
        Compilation before = UserCode.Compile(Service, "class Other { }");
        var driver = UserCode.Driver().RunGenerators(before, TestContext.Current.CancellationToken);
        var result = driver.RunGenerators(edit(before), TestContext.Current.CancellationToken).GetRunResult();
        var reasons = result.Results.Single().TrackedSteps[ServiceGenerator.ModelStep]
            .SelectMany(step => step.Outputs)
            .Select(output => output.Reason)
            .Where(reason => reason != IncrementalStepRunReason.New)
            .ToList();
        Assert.NotEmpty(reasons);
        return reasons;
    }
}
