using System.Text;
using Holdfast.Workflows;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.Workflows;

/// <summary>The artifact store on a real directory.</summary>
public sealed class DirectoryStore : IDisposable
{
    private static readonly ArtifactReference _image = new("generated-images/a-0.png");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-artifacts-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task What_was_written_is_read()
    {
        var store = Open();
        await store.WriteAsync(_image, "first"u8.ToArray(), Token);
        await store.WriteAsync(_image, "second"u8.ToArray(), Token);

        Assert.Equal("second", Encoding.UTF8.GetString(await store.ReadAsync(_image, Token)));
        await using var stream = await store.OpenReadAsync(_image, Token);
        Assert.Equal("second", await new StreamReader(stream!).ReadToEndAsync(Token));
    }

    [Fact]
    public async Task A_store_opened_again_has_what_was_written()
    {
        await Open().WriteAsync(_image, "bytes"u8.ToArray(), Token);

        Assert.Equal("bytes", Encoding.UTF8.GetString(await Open().ReadAsync(_image, Token)));
    }

    [Fact]
    public async Task A_write_leaves_only_the_artifact()
    {
        await Open().WriteAsync(_image, "bytes"u8.ToArray(), Token);

        Assert.Equal([PathOf(_image)], Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_missing_artifact_is_a_terminal_404()
    {
        var store = Open();

        var error = await Assert.ThrowsAsync<TerminalException>(() => store.ReadAsync(new("no/such.png"), Token));
        Assert.Equal(404, error.Code);
        Assert.Null(await store.OpenReadAsync(new("no/such.png"), Token));
    }

    [Fact]
    public async Task A_directory_is_no_artifact()
    {
        var store = Open();
        await store.WriteAsync(_image, "bytes"u8.ToArray(), Token);

        Assert.Null(await store.OpenReadAsync(new("generated-images"), Token));
    }

    [Fact]
    public async Task What_a_crash_cut_off_is_invisible_and_swept_when_the_store_is_opened_an_hour_later()
    {
        await Open().WriteAsync(_image, "whole"u8.ToArray(), Token);
        var leftover = Path.Combine(_directory.FullName, "generated-images", ".tmp-0123");
        await File.WriteAllTextAsync(leftover, "ha", Token);
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(leftover));

        DirectoryArtifactStore.Open(_directory.FullName, new FakeTimeProvider(written.AddMinutes(59)));
        Assert.True(File.Exists(leftover), "Another process may be writing it.");
        var store = DirectoryArtifactStore.Open(_directory.FullName, new FakeTimeProvider(written.AddMinutes(61)));

        Assert.False(File.Exists(leftover));
        Assert.Equal("whole", Encoding.UTF8.GetString(await store.ReadAsync(_image, Token)));
    }

    [Fact]
    public async Task A_failed_write_leaves_the_old_content_and_no_rest()
    {
        var store = Open();
        await store.WriteAsync(_image, "old"u8.ToArray(), Token);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.WriteAsync(_image, new byte[1 << 20], cancelled.Token));

        Assert.Equal("old", Encoding.UTF8.GetString(await store.ReadAsync(_image, Token)));
        Assert.Single(Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Readers_beside_writers_see_one_whole_content()
    {
        var store = Open();
        byte[][] contents = [.. Enumerable.Range(1, 8).Select(i => Enumerable.Repeat((byte)i, 50_000 + i).ToArray())];
        await store.WriteAsync(_image, contents[0], Token);

        var writers = Task.WhenAll(
            contents.Select(content => Task.Run(() => store.WriteAsync(_image, content, Token))));
        do
        {
            var seen = await store.ReadAsync(_image, Token);
            Assert.Equal(50_000 + seen[0], seen.Length);
            Assert.All(seen.Distinct(), value => Assert.Equal(seen[0], value));
        }
        while (!writers.IsCompleted);
        await writers;

        Assert.Single(Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("../outside.png")]
    [InlineData("a/../../outside.png")]
    [InlineData("/etc/hostname")]
    [InlineData("")]
    public async Task A_reference_made_by_hand_leads_nowhere_else(string path)
    {
        var store = Open();

        await Assert.ThrowsAsync<TerminalException>(() => store.WriteAsync(new(path), "x"u8.ToArray(), Token));
        await Assert.ThrowsAsync<TerminalException>(() => store.ReadAsync(new(path), Token));
        await Assert.ThrowsAsync<TerminalException>(() => store.OpenReadAsync(new(path), Token));
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
        Assert.Contains("Make room; the write is tried again", DiskFull.Explain(_image, 7, "/data", error).Message);
    }

    private DirectoryArtifactStore Open() => DirectoryArtifactStore.Open(_directory.FullName);

    private string PathOf(ArtifactReference artifact) => Path.Combine(_directory.FullName, artifact.Path);

    private sealed class TemporaryDirectory : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("holdfast-outside-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
