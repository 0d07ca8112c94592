using Holdfast.Images;
using Holdfast.Images.Blur;
using Holdfast.Images.Pixels;
using Holdfast.Images.Rotate;
using Holdfast.Workflows;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class RecentPixelsTests : IDisposable
{
    private static readonly ArtifactReference _upload = new("uploads/input.png");
    private static readonly ArtifactReference _turned = new("generated-images/chain-0.png");
    private static readonly ArtifactReference _blurred = new("generated-images/chain-1.png");

    private readonly string _directory = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly Rotation _turn = new(33, Background.Transparent);
    private readonly TriangleBlur _blur = new(3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_chain_gives_the_same_bytes_whether_pixels_are_kept_or_read_again()
    {
        var files = new List<byte[]>();
        foreach (var bytes in new[] { 0, 1 << 20 })
        {
            var options = new ImageOptions { MaxRecentBytes = bytes };
            using var recent = new RecentPixels(options, _time);
            await ChainAsync(options, recent);

            Assert.Equal(bytes > 0, recent.Bytes > 0);
            files.Add(await Store().ReadAsync(_blurred, Cancellation));
        }

        Assert.Equal(files[0], files[1]);
    }

    [Fact]
    public async Task The_next_step_finds_the_pixels_of_what_was_just_written()
    {
        using var recent = new RecentPixels(new(), _time);
        await ChainAsync(new(), recent);

        using var kept = recent.Find(await Store().ReadAsync(_turned, Cancellation));

        Assert.NotNull(kept);
    }

    [Fact]
    public async Task What_another_process_wrote_under_the_same_name_is_read()
    {
        var store = Store();
        using var recent = new RecentPixels(new(), _time);
        using var images = new ImageTransform(store, new(), recent, _time);
        await store.WriteAsync(_upload, Pictures.Golden("input.png"), Cancellation);
        await images.RunAsync(_upload, _turned, _turn.Apply, Cancellation);

        using var red = Pictures.Plain(30, 20, 255, 0, 0);
        await store.WriteAsync(_turned, Pictures.Png(red), Cancellation);
        await images.RunAsync(_turned, _blurred, _blur.Apply, Cancellation);

        using var result = Pictures.Open(await store.ReadAsync(_blurred, Cancellation));
        Assert.Equal((30, 20), (result.Width, result.Height));
    }

    [Fact]
    public async Task Nothing_is_kept_for_longer_than_some_seconds()
    {
        using var recent = new RecentPixels(new(), _time);
        await ChainAsync(new(), recent);
        Assert.NotEqual(0, recent.Bytes);

        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(0, recent.Bytes);
    }

    [Fact]
    public void The_oldest_goes_when_there_is_no_room()
    {
        using var plain = Pictures.Plain(100, 100, 1, 2, 3);
        using var recent = new RecentPixels(new() { MaxRecentBytes = 70_000 }, _time);
        byte[][] files = [[1], [2], [3]];
        foreach (var file in files)
            recent.Keep(file, plain);

        var found = files.Select(file =>
        {
            using var pixels = recent.Find(file);
            return pixels is not null;
        });

        Assert.Equal([false, true, true], found);
        Assert.Equal(60_000, recent.Bytes);
        using var large = Pictures.Plain(200, 200, 1, 2, 3);
        Assert.False(recent.Fits(new VipsRows(large.Copy())));
    }

    private async Task ChainAsync(ImageOptions options, RecentPixels recent)
    {
        var store = Store();
        using var images = new ImageTransform(store, options, recent, _time);
        await store.WriteAsync(_upload, Pictures.Golden("input.png"), Cancellation);
        await images.RunAsync(_upload, _turned, _turn.Apply, Cancellation);
        await images.RunAsync(_turned, _blurred, _blur.Apply, Cancellation);
    }

    private DirectoryArtifactStore Store() => DirectoryArtifactStore.Open(_directory);
}
