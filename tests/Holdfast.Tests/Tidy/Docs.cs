using System.Text.RegularExpressions;

namespace Holdfast.Tests.Tidy;

/// <summary>What the documents say is there, is there.</summary>
public sealed partial class Docs
{
    private static IEnumerable<KeyValuePair<string, FileInfo>> Documents =>
        Repository.Files.Where(file => file.Value.Extension == ".md");

    [Fact]
    public void Links_inside_of_the_repository_resolve()
    {
        var offences =
            from document in Documents
            from link in Link().Matches(File.ReadAllText(document.Value.FullName))
            let target = link.Groups["target"].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(document.Value.DirectoryName!, target))
            select $"{document.Key} links to '{target}', which is not there";
        offences.AssertNone();
    }

    [Fact]
    public void Commands_in_documents_are_commands_of_the_program()
    {
        var known = KnownCommands();
        var offences =
            from document in Documents
            from mention in Command().Matches(File.ReadAllText(document.Value.FullName))
            where !known.Contains(mention.Groups["command"].Value)
            select $"{document.Key} says '{mention.Value}', which is no command";
        offences.AssertNone();
    }

    /// <summary>The script's own commands, and those that the program's composition root adds.</summary>
    private static HashSet<string> KnownCommands()
    {
        var script = File.ReadAllText(Repository.Files["holdfast"].FullName);
        var ofScript = ScriptCommand().Matches(script).SelectMany(match => match.Groups["names"].Value.Split(" | "));
        var ofProgram = Repository.Root.Glob("src/Holdfast.Host/Commands/*Command.cs")
            .SelectMany(file => NewCommand().Matches(File.ReadAllText(file.FullName)).Take(1))
            .Select(match => match.Groups["name"].Value);
        var known = ofScript.Concat(ofProgram).ToHashSet();
        Assert.True(known.Count > 8, "The patterns no longer find the commands: " + string.Join(", ", known));
        return known;
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\./holdfast (?<command>[a-z][a-z-]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"^    (?<names>[a-z][a-z |-]*)\) ", RegexOptions.Multiline)]
    private static partial Regex ScriptCommand();

    [GeneratedRegex("new(?: Command)?\\(\\s*\"(?<name>[a-z]+)\"")]
    private static partial Regex NewCommand();
}
