namespace Holdfast.EndToEnd.Tests.Program;

/// <summary>A directory of one test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("holdfast-").FullName;

    /// <summary>The images of a server with this data directory.</summary>
    public string Images => System.IO.Path.Combine(Path, "artifacts", "generated-images");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
