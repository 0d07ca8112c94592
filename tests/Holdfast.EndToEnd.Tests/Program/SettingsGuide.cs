using Holdfast.Host.Configuration;

namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>The settings' table is what the guide says.</summary>
public sealed class SettingsGuide
{
    [Fact]
    public void The_guide_has_a_row_for_every_setting()
    {
        var guide = File.ReadAllText(SourceTree.PathOf("docs", "guides", "configuration.md"));

        Assert.All(Settings.All, setting =>
        {
            var fallback = setting.Default.Length == 0 ? "none" : $"`{setting.Default}`";
            Assert.Contains(
                $"\n| `{setting.Key}` | `{setting.Flag}` | `{setting.Variable}` | {fallback} |",
                guide,
                StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_flag_counts_more_than_the_environment()
    {
        var environment = new Dictionary<string, string> { ["HOLDFAST_PORT"] = "elsewhere", ["HOLDFAST_BIND"] = "x" };
        await using var server = HoldfastProcess.Start(environment, "serve", "--port", "from-flag");

        Assert.Equal(2, await server.WaitForExitAsync());
        Assert.Contains("'from-flag'", server.Output, StringComparison.Ordinal);
        Assert.Contains("--bind (HOLDFAST_BIND) is 'x'", server.Output, StringComparison.Ordinal);
    }
}
