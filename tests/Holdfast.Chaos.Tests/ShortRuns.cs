using System.Globalization;

namespace Holdfast.Chaos.Tests;

/// <summary>The short form of <c>./holdfast chaos</c>, which is what the long form does, with fewer kills.</summary>
public sealed class ShortRuns
{
    private const int Seed = 20;

    [Fact]
    public Task Nothing_is_lost_and_nothing_repeated_on_the_embedded_engine() =>
        RunAsync(EngineKind.Embedded, kills: 20);

    [Fact]
    public Task Nothing_is_lost_and_nothing_repeated_behind_Restate() =>
        RunAsync(EngineKind.Restate, kills: 5);

    private static async Task RunAsync(EngineKind engine, int kills)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var directory = Directory.CreateTempSubdirectory("holdfast-chaos-").FullName;

        var exitCode = await Report.RunAsync(new(engine, kills, Seed, directory), output);

        Assert.True(exitCode == 0, $"{output}");
        Assert.Matches($@"\n{kills} kills, \d+ workflows, 0 lost, 0 repeated\s*$", $"{output}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{output}");
    }
}
