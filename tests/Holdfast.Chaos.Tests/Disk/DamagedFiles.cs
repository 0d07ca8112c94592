namespace Holdfast.Chaos.Tests.Disk;

/// <summary>Files that a crash or a disk left damaged.</summary>
public sealed class DamagedFiles
{
    private const int PageSize = 4096;
    private const int FrameSize = PageSize + 24;

    [Theory]
    [InlineData(1)]
    [InlineData(FrameSize / 2)]
    [InlineData(FrameSize * 3)]
    public async Task A_write_that_a_crash_tore_at_the_end_of_the_log_is_nobodys_loss(int length)
    {
        await using var server = new TroubledServer();
        await server.StartAsync();
        await server.AcknowledgedAsync(20);
        await server.KillAsync();

        var torn = new byte[length];
        new Random(length).NextBytes(torn);
        await using (var log = new FileStream(server.Database + "-wal", FileMode.Append))
            await log.WriteAsync(torn);

        await server.StartAsync();
        await server.AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task A_damaged_database_is_never_served_as_if_it_were_whole()
    {
        await using var server = new TroubledServer();
        await server.StartAsync();
        await server.AcknowledgedAsync(20);
        await server.KillAsync();
        // The second start moves the log into the database.
        await server.StartAsync();
        await server.AssertNothingIsLostAsync();
        await server.KillAsync();
        await server.StartAsync();
        await server.KillAsync();

        var pages = await File.ReadAllBytesAsync(server.Database, TestContext.Current.CancellationToken);
        for (var at = PageSize; at < pages.Length; at += PageSize)
            new Random(at).NextBytes(pages.AsSpan(at, Math.Min(PageSize, pages.Length - at)));
        await File.WriteAllBytesAsync(server.Database, pages, TestContext.Current.CancellationToken);

        var said = await server.StartInVainAsync();
        Assert.Contains("the database file is damaged", said, StringComparison.Ordinal);
        Assert.Contains(".recover", said, StringComparison.Ordinal);
    }
}
