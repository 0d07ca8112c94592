namespace Holdfast.Tests.Tidy;

/// <summary>What people wrote in the checkout that the tests run in.</summary>
internal static class Repository
{
    private static readonly HashSet<string> _notWritten =
    [
        ".git", ".idea", ".vs", "bin", "obj", "artifacts", "data", "node_modules",
        "TestResults", "BenchmarkDotNet.Artifacts",
    ];

    public static DirectoryInfo Root => SourceTree.Root;

    /// <summary>All files that are not built, downloaded or recorded, by their path from the root.</summary>
    public static IReadOnlyDictionary<string, FileInfo> Files { get; } =
        Walk(Root).ToDictionary(file => Path.GetRelativePath(Root.FullName, file.FullName).Replace('\\', '/'));

    /// <summary>The C# that people wrote.</summary>
    public static IEnumerable<KeyValuePair<string, FileInfo>> Sources { get; } = Files.Where(file =>
        file.Value.Extension == ".cs" && !file.Key.StartsWith("tests/golden/", StringComparison.Ordinal));

    public static IEnumerable<FileInfo> Glob(this DirectoryInfo root, string pattern)
    {
        var folders = pattern.Split('/');
        IEnumerable<DirectoryInfo> at = [root];
        foreach (var folder in folders[..^1])
            at = at.SelectMany(directory => directory.EnumerateDirectories(folder));
        return at.SelectMany(directory => directory.GetFiles(folders[^1]));
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo directory) =>
        directory.EnumerateFileSystemInfos().Where(entry => !_notWritten.Contains(entry.Name))
            .SelectMany(entry => entry is DirectoryInfo inner ? Walk(inner) : [(FileInfo)entry]);
}
