using System.Runtime.InteropServices;

namespace Holdfast.Testing.Restate;

/// <summary>Where <c>./holdfast test</c> installs the real Restate Server and its command line, from npm.</summary>
internal static class RestateBinaries
{
    /// <summary>The server itself, not npm's wrapper of it: signals reach it.</summary>
    public static string Server { get; } = Find("restate-server");

    /// <summary>The command line, <c>restate</c>.</summary>
    public static string CommandLine { get; } = Find("restate");

    private static string Find(string name)
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var path = SourceTree.PathOf(
            "artifacts", "npm", "node_modules", "@restatedev", $"{name}-{system}-{processor}", "bin", name);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"There is no {path}: run './holdfast test' once, it installs it.");
    }
}
