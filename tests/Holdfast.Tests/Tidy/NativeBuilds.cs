using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Holdfast.Tests.Tidy;

/// <summary>That programs with Holdfast can be built natively is checked by the compiler, not declared to it.</summary>
public sealed partial class NativeBuilds
{
    // The guard property itself: it returns the very switch that it is declared with.
    private static readonly string[] _known = ["src/Holdfast/Serialization/Serdes.cs: IL4000"];

    [Fact]
    public void No_warning_of_the_trimmer_is_suppressed() =>
        Assert.Equal(_known, Repository.Files
            .Where(file => file.Key.StartsWith("src/", StringComparison.Ordinal))
            .Where(file => file.Value.Extension is ".cs" or ".csproj" or ".props" or ".targets")
            .SelectMany(file => File.ReadLines(file.Value.FullName)
                .Where(line => Suppression().IsMatch(line))
                .Select(line => $"{file.Key}: {Warning().Match(line).Value}"))
            .Distinct());

    [Theory]
    [InlineData("Holdfast")]
    [InlineData("Holdfast.Embedded")]
    [InlineData("Holdfast.Restate")]
    public void The_libraries_that_handlers_reference_are_checked_for_native_builds(string project)
    {
        var file = XDocument.Load(SourceTree.PathOf("src", project, $"{project}.csproj"));
        Assert.Equal("true", Assert.Single(file.Descendants("IsAotCompatible")).Value);
    }

    [GeneratedRegex(@"UnconditionalSuppressMessage|disable.*IL\d{4}|NoWarn.*IL\d{4}")]
    private static partial Regex Suppression();

    [GeneratedRegex(@"IL\d{4}|UnconditionalSuppressMessage")]
    private static partial Regex Warning();
}
