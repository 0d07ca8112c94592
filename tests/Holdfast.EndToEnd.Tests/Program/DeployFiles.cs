using System.Text.RegularExpressions;
using Holdfast.Host.Configuration;
using YamlDotNet.RepresentationModel;

namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>The files in deploy/ are not run here. That they speak of things that exist can be seen anyway.</summary>
public sealed partial class DeployFiles
{
    public static TheoryData<string> Yaml => [.. Files.Where(name => name.EndsWith(".yaml", StringComparison.Ordinal))];

    private static IEnumerable<string> Files =>
        Directory.GetFiles(SourceTree.PathOf("deploy"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(SourceTree.Root.FullName, file));

    private static string Text => string.Concat(Files.Select(file => File.ReadAllText(SourceTree.PathOf(file))));

    [Theory]
    [MemberData(nameof(Yaml))]
    public void Every_file_is_YAML(string file)
    {
        using var text = File.OpenText(SourceTree.PathOf(file));
        var documents = new YamlStream();
        documents.Load(text);

        Assert.NotEmpty(documents.Documents);
        Assert.All(documents.Documents, document => Assert.IsType<YamlMappingNode>(document.RootNode));
    }

    [Fact]
    public void Every_variable_of_the_program_is_a_setting()
    {
        var known = Settings.All.Select(setting => setting.Variable).ToHashSet();
        var mentioned = Variable().Matches(Text).Select(match => match.Value).Distinct().ToList();

        Assert.NotEmpty(mentioned);
        Assert.All(mentioned, variable => Assert.Contains(variable, known));
    }

    [Fact]
    public async Task Every_command_has_the_flags_that_it_is_given()
    {
        var commands = Command().Matches(Text).Select(match => match.Groups["words"].Value.Split(", ")).ToList();

        Assert.True(commands.Count >= 6, "The pattern no longer finds the commands.");
        foreach (var group in commands.GroupBy(words => words[1]))
        {
            var (exitCode, help) = await HoldfastProcess.RunAsync("service", group.Key, "--help");
            Assert.True(exitCode == 0, help);
            Assert.All(
                group.SelectMany(words => words).Where(word => word.StartsWith('-')),
                flag => Assert.Contains(flag, help, StringComparison.Ordinal));
        }
    }

    [GeneratedRegex("HOLDFAST_[A-Z0-9_]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\[(?<words>service, [^\]]+)\]")]
    private static partial Regex Command();
}
