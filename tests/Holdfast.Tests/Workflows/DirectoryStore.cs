using System.Text;
using Holdfast.Testing.Artifacts;
using Holdfast.Workflows;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.Workflows;

/// <summary>The artifact store on a real directory.</summary>
public sealed class DirectoryStore : ArtifactStoreContract, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-artifacts-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_write_leaves_only_the_artifact()
    {
        await Open().WriteAsync(Image, "bytes"u8.ToArray(), Token);

        Assert.Equal([PathOf(Image)], Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_a_crash_cut_off_is_invisible_and_swept_when_the_store_is_opened_an_hour_later()
    {
        await Open().WriteAsync(Image, "whole"u8.ToArray(), Token);
        var leftover = Path.Combine(_directory.FullName, "generated-images", ".tmp-0123");
        await File.WriteAllTextAsync(leftover, "ha", Token);
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(leftover));

        DirectoryArtifactStore.Open(_directory.FullName, new FakeTimeProvider(written.AddMinutes(59)));
        Assert.True(File.Exists(leftover), "Another process may be writing it.");
        var store = DirectoryArtifactStore.Open(_directory.FullName, new FakeTimeProvider(written.AddMinutes(61)));

        Assert.False(File.Exists(leftover));
        Assert.Equal("whole", Encoding.UTF8.GetString(await store.ReadAsync(Image, Token)));
    }

    [Fact]
    public async Task A_failed_write_leaves_no_rest()
    {
        var store = Open();
        await store.WriteAsync(Image, "old"u8.ToArray(), Token);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.WriteAsync(Image, new byte[1 << 20], cancelled.Token));

        Assert.Equal("old", Encoding.UTF8.GetString(await store.ReadAsync(Image, Token)));
        Assert.Single(Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Writers_beside_each_other_leave_only_the_artifact()
    {
        var store = Open();
        await Task.WhenAll(Enumerable.Range(1, 8).Select(
            i => Task.Run(() => store.WriteAsync(Image, new byte[50_000 + i], Token))));

        Assert.Equal([PathOf(Image)], Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("link.png")]
    [InlineData("linked/secret.txt")]
    public async Task Symbolic_links_are_not_followed(string path)
    {
        using var outside = new TemporaryDirectory();
        var secret = Path.Combine(outside.Path, "secret.txt");
        await File.WriteAllTextAsync(secret, "secret", Token);
        File.CreateSymbolicLink(Path.Combine(_directory.FullName, "link.png"), secret);
        Directory.CreateSymbolicLink(Path.Combine(_directory.FullName, "linked"), outside.Path);
        var store = Open();

        await Assert.ThrowsAsync<TerminalException>(() => store.ReadAsync(new(path), Token));
        await Assert.ThrowsAsync<TerminalException>(() => store.OpenReadAsync(new(path), Token));
        await Assert.ThrowsAsync<TerminalException>(() => store.WriteAsync(new(path), "x"u8.ToArray(), Token));
        Assert.Equal("secret", await File.ReadAllTextAsync(secret, Token));
    }

    [Fact]
    public async Task Sweeping_does_not_leave_the_directory()
    {
        using var outside = new TemporaryDirectory();
        var notOurs = Path.Combine(outside.Path, ".tmp-important");
        await File.WriteAllTextAsync(notOurs, "x", Token);
        Directory.CreateSymbolicLink(Path.Combine(_directory.FullName, "linked"), outside.Path);

        DirectoryArtifactStore.Open(_directory.FullName, new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(1)));

        Assert.True(File.Exists(notOurs));
    }

    [Theory]
    [InlineData(28, true)]
    [InlineData(unchecked((int)0x80070070), true)]
    [InlineData(5, false)]
    public void A_full_disk_is_recognized_and_not_final(int code, bool full)
    {
        var error = new IOException("from the system", code);

        Assert.Equal(full, DiskFull.IsCauseOf(error));
        Assert.Contains("Make room; the write is tried again", DiskFull.Explain(Image, 7, "/data", error).Message);
    }

    protected override IArtifactStore Open() => DirectoryArtifactStore.Open(_directory.FullName);

    private string PathOf(ArtifactReference artifact) => Path.Combine(_directory.FullName, artifact.Path);

    private sealed class TemporaryDirectory : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("holdfast-outside-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
