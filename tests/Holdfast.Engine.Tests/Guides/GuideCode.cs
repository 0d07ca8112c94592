using System.Text.RegularExpressions;

namespace Holdfast.Engine.Tests.Guides;

/// <summary>The code in a guide is code that is compiled and run here.</summary>
internal static partial class GuideCode
{
    /// <summary>Fails when a block of C# in the guide is not in one of these files, whatever the indentation.</summary>
    /// <param name="guide">File in docs/guides.</param>
    /// <param name="sources">Files beside this one.</param>
    /// <param name="atLeast">How many blocks there are at least: none found would prove nothing.</param>
    public static void AssertCompiled(string guide, string[] sources, int atLeast)
    {
        var compiled = string.Join('\n', sources.Select(source =>
            Normal(File.ReadAllText(SourceTree.PathOf("tests/Holdfast.Engine.Tests/Guides", source)))));
        var blocks = CodeBlock().Matches(File.ReadAllText(SourceTree.PathOf("docs/guides", guide)));
        Assert.True(blocks.Count >= atLeast);
        Assert.All(blocks, block => Assert.Contains(Normal(block.Groups[1].Value), compiled, StringComparison.Ordinal));
    }

    private static string Normal(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
