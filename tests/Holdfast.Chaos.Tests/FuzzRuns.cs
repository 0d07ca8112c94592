using System.Globalization;
using Holdfast.Fuzz.Guided;
using Holdfast.Fuzz.Targets;

namespace Holdfast.Chaos.Tests;

/// <summary>The short form of <c>./holdfast fuzz</c>, and that it finds what it is for.</summary>
public sealed class FuzzRuns
{
    private const int Seed = 1;
    private const int Rounds = 20;

    [Fact]
    public async Task An_error_that_chance_would_not_find_is_found_and_can_be_tried_again()
    {
        var files = Directory.CreateTempSubdirectory("holdfast-fuzz-");
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        // What one round has kept, the next one goes on with.
        var found = 0;
        for (var round = 0; found == 0 && round < Rounds; round++)
            found = await RunAsync([PlantedTarget.Name], TimeSpan.FromSeconds(2), files, Seed + round, output);

        Assert.True(found == 1, $"{output}");
        var finding = Assert.Single(
            files.GetFiles("planted/findings/*"), file => file.Extension.Length == 0);
        Assert.Contains($"./holdfast fuzz reproduce planted {finding.FullName}", $"{output}", StringComparison.Ordinal);
        var input = await File.ReadAllBytesAsync(finding.FullName, TestContext.Current.CancellationToken);
        Assert.Throws<InvalidOperationException>(() => FuzzTarget.Of(PlantedTarget.Name).Execute(input));
        files.Delete(recursive: true);
    }

    [Fact]
    public async Task Nothing_is_found_in_what_strangers_can_send()
    {
        var files = Directory.CreateTempSubdirectory("holdfast-fuzz-");
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        var found = await RunAsync(FuzzTarget.Names, TimeSpan.FromSeconds(2), files, Seed, output);

        Assert.True(found == 0, $"{output}");
        Assert.Matches(@"definition: \d+ cases .* \d\d+ edges", $"{output}");
        Assert.Matches(@"protocol: \d+ cases .* \d\d+ edges", $"{output}");
        files.Delete(recursive: true);
    }

    private static Task<int> RunAsync(
        string[] targets, TimeSpan time, DirectoryInfo files, int seed, TextWriter output) =>
        Campaign.RunAsync(new(targets, time, files.FullName, seed), output, TestContext.Current.CancellationToken);
}
