namespace Holdfast.Testing;

/// <summary>The checkout that the tests run in. Compiled into every test project.</summary>
internal static class SourceTree
{
    public static DirectoryInfo Root { get; } = Find();

    /// <summary>The whole path of a file or folder, given from the root.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root.FullName, .. parts]);

    private static DirectoryInfo Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Holdfast.slnx")))
            at = at.Parent;
        return at ?? throw new InvalidOperationException("Run the tests in a checkout, below Holdfast.slnx.");
    }
}
