using System.Globalization;
using Holdfast.Chaos.Overload;

namespace Holdfast.Chaos.Tests;

/// <summary>The short form of <c>./holdfast chaos overload</c>.</summary>
public sealed class OverloadRuns
{
    [Fact]
    public async Task Too_many_callers_are_refused_and_all_that_was_accepted_is_done_once()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var settings = new OverloadSettings(
            Directory.CreateTempSubdirectory("holdfast-overload-").FullName,
            Rush: TimeSpan.FromSeconds(4),
            Calm: TimeSpan.FromSeconds(1))
        {
            Places = 20,
        };

        var exitCode = await OverloadReport.RunAsync(settings, output);

        Assert.True(exitCode == 0, $"{output}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{output}");
    }
}
