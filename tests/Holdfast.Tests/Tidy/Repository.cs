namespace Holdfast.Tests.Tidy;

/// <summary>Finds the checkout that the tests run in.</summary>
internal static class Repository
{
    public static DirectoryInfo Root { get; } = Find();

    public static IEnumerable<FileInfo> Glob(this DirectoryInfo root, string pattern)
    {
        var folders = pattern.Split('/');
        IEnumerable<DirectoryInfo> at = [root];
        foreach (var folder in folders[..^1])
            at = at.SelectMany(directory => directory.EnumerateDirectories(folder));
        return at.SelectMany(directory => directory.GetFiles(folders[^1]));
    }

    private static DirectoryInfo Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Holdfast.slnx")))
            at = at.Parent;
        return at ?? throw new InvalidOperationException("Run the tests inside a checkout: Holdfast.slnx was not found above.");
    }
}
