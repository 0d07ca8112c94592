using System.Text;
using Holdfast.Workflows;

namespace Holdfast.Testing.Artifacts;

/// <summary>What every artifact store keeps to. Each store has a class of tests that derives from this one.</summary>
public abstract class ArtifactStoreContract
{
    /// <summary>The artifact that the tests write.</summary>
    protected static readonly ArtifactReference Image = new("generated-images/a-0.png");

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens the store of this test: at first it is empty, opened again it has what was written.</summary>
    protected abstract IArtifactStore Open();

    [Fact]
    public async Task What_was_written_is_read()
    {
        var store = Open();
        await store.WriteAsync(Image, "first"u8.ToArray(), Token);
        await store.WriteAsync(Image, "second"u8.ToArray(), Token);

        Assert.Equal("second", Encoding.UTF8.GetString(await store.ReadAsync(Image, Token)));
        await using var stream = await store.OpenReadAsync(Image, Token);
        Assert.Equal("second", await new StreamReader(stream!).ReadToEndAsync(Token));
    }

    [Fact]
    public async Task A_write_that_is_repeated_changes_nothing()
    {
        var store = Open();
        await store.WriteAsync(Image, "same"u8.ToArray(), Token);
        await store.WriteAsync(Image, "same"u8.ToArray(), Token);

        Assert.Equal("same", Encoding.UTF8.GetString(await store.ReadAsync(Image, Token)));
    }

    [Fact]
    public async Task A_store_opened_again_has_what_was_written()
    {
        await Open().WriteAsync(Image, "bytes"u8.ToArray(), Token);

        Assert.Equal("bytes", Encoding.UTF8.GetString(await Open().ReadAsync(Image, Token)));
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
    public async Task What_stands_before_a_slash_is_no_artifact()
    {
        var store = Open();
        await store.WriteAsync(Image, "bytes"u8.ToArray(), Token);

        Assert.Null(await store.OpenReadAsync(new("generated-images"), Token));
    }

    [Fact]
    public async Task An_artifact_may_be_empty()
    {
        var store = Open();
        await store.WriteAsync(Image, ReadOnlyMemory<byte>.Empty, Token);

        Assert.Empty(await store.ReadAsync(Image, Token));
    }

    [Fact]
    public async Task A_stream_seeks_and_is_read_more_than_once()
    {
        var store = Open();
        var content = Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31)).ToArray();
        await store.WriteAsync(Image, content, Token);

        await using var stream = (await store.OpenReadAsync(Image, Token))!;
        Assert.Equal(content.Length, stream.Length);
        Assert.Equal(content, await ToEndAsync(stream));
        stream.Position = 0;
        Assert.Equal(content, await ToEndAsync(stream));
        stream.Seek(-1_000, SeekOrigin.End);
        Assert.Equal(content[^1_000..], await ToEndAsync(stream));
        stream.Position = 150_000;
        Assert.Equal(content[150_000..], await ToEndAsync(stream));
    }

    [Fact]
    public async Task A_large_artifact_comes_back_whole()
    {
        var store = Open();
        var content = new byte[24 * 1024 * 1024 + 1];
        new Random(1).NextBytes(content);
        await store.WriteAsync(Image, content, Token);

        var read = await store.ReadAsync(Image, Token);
        Assert.True(content.AsSpan().SequenceEqual(read), "The bytes are not the same.");
    }

    [Fact]
    public async Task A_write_that_was_cancelled_leaves_the_old_content()
    {
        var store = Open();
        await store.WriteAsync(Image, "old"u8.ToArray(), Token);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.WriteAsync(Image, new byte[1 << 20], cancelled.Token));

        Assert.Equal("old", Encoding.UTF8.GetString(await store.ReadAsync(Image, Token)));
    }

    [Fact]
    public async Task Readers_beside_writers_see_one_whole_content()
    {
        var store = Open();
        byte[][] contents = [.. Enumerable.Range(1, 8).Select(i => Enumerable.Repeat((byte)i, 50_000 + i).ToArray())];
        await store.WriteAsync(Image, contents[0], Token);

        var writers = Task.WhenAll(
            contents.Select(content => Task.Run(() => store.WriteAsync(Image, content, Token))));
        do
        {
            var seen = await store.ReadAsync(Image, Token);
            Assert.Equal(50_000 + seen[0], seen.Length);
            Assert.All(seen.Distinct(), value => Assert.Equal(seen[0], value));
        }
        while (!writers.IsCompleted);
        await writers;
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

    private static async Task<byte[]> ToEndAsync(Stream stream)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Token);
        return content.ToArray();
    }
}
