using Holdfast.Images;
using Holdfast.Images.Pixels;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class HostileImageTests
{
    // Of a process that has read them all, runtime and test framework included.
    private const long MostBytes = 400L * 1024 * 1024;

    private const long Budget = 1_000_000;

    [Fact]
    public Task All_are_read_or_refused_with_little_memory() =>
        OwnProcess.RunAsync(nameof(A_process_that_reads_hostile_images));

    /// <summary>Not a test by itself, but the process that the one above runs.</summary>
    [Fact(Explicit = true)]
    public void A_process_that_reads_hostile_images()
    {
        foreach (var (name, content) in HostileFiles.All())
        {
            var refusal = Record.Exception(() => ReadOrRefuse(content));
            Assert.True(refusal is null or TerminalException, $"{name}: {refusal}");
        }

        Assert.InRange(OwnProcess.PeakBytes, 0, MostBytes);
    }

    [Theory]
    [InlineData("PNG of gigapixels", "60000×60000")]
    [InlineData("GIF of gigapixels", "60000×60000")]
    [InlineData("TIFF with thousands of bands", "2000 bands")]
    [InlineData("TIFF with huge tiles", "damaged or incomplete")]
    [InlineData("JPEG with endless scans", "damaged or incomplete")]
    public void The_worst_are_refused_by_name(string name, string reason)
    {
        var content = HostileFiles.All().Single(file => file.Name == name).Content;

        var refusal = Assert.Throws<TerminalException>(() => ReadOrRefuse(content));

        Assert.Equal(ErrorCode.BadRequest, refusal.Code);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Pictures.Source.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_ends_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var image = Pictures.Plain(2_000, 2_000, 1, 2, 3);

        Assert.ThrowsAny<OperationCanceledException>(
            () => ImageReader.Read(Pictures.Png(image), Pictures.Source, Pictures.Budget, cancelled.Token));
    }

    [Fact]
    public async Task What_takes_too_long_is_final()
    {
        var time = new FakeTimeProvider();
        var options = new ImageOptions { TimeLimit = TimeSpan.FromSeconds(7) };
        using var image = Pictures.Plain(40, 30, 1, 2, 3);

        var failure = await Assert.ThrowsAsync<TerminalException>(() => Pictures.RunAsync(
            Pictures.Png(image),
            pixels =>
            {
                time.Advance(options.TimeLimit);
                return new VipsRows(pixels.Copy());
            },
            options,
            time));

        Assert.Equal(ErrorCode.BadRequest, failure.Code);
        Assert.Contains("not done within 7 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ImageOptions.TimeLimit), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_images_are_worked_on_at_once_than_allowed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var options = new ImageOptions { MaxConcurrentImages = 1, MaxRecentBytes = 0 };
        using var recent = new RecentPixels(options, TimeProvider.System);
        using var images = Pictures.Transform(options, recent, TimeProvider.System);
        using var image = Pictures.Plain(40, 30, 1, 2, 3);
        var input = await Pictures.SaveAsync(Pictures.Png(image));
        var (most, now) = (0, 0);
        using var together = new Barrier(2);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() => images.RunAsync(
            input,
            new($"uploads/result{number}.png"),
            pixels =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                // Two of them would meet here.
                together.SignalAndWait(TimeSpan.FromMilliseconds(200), cancellation);
                Interlocked.Decrement(ref now);
                return new VipsRows(pixels.Copy());
            },
            cancellation))));

        Assert.Equal(1, most);
    }

    private static void ReadOrRefuse(byte[] content)
    {
        using var image = ImageReader.Read(content, Pictures.Source, Budget, TestContext.Current.CancellationToken);
        Assert.True((long)image.Width * image.Height <= Budget);
    }
}
