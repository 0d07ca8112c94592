namespace Holdfast.Chaos.Tests.Disk;

/// <summary>A disk that fails calls. What it did not confirm is acknowledged to nobody.</summary>
public sealed class BrokenDisks(FaultLibrary faults) : IClassFixture<FaultLibrary>
{
    private const string Remedy = "see to it that the disk is sound";

    [Theory]
    [InlineData("fsync")]
    [InlineData("write")]
    public async Task A_call_that_fails_is_never_taken_for_done_and_the_server_stops_with_the_reason(string call)
    {
        await using var server = new TroubledServer(faults.Require());
        await server.StartAsync();
        await server.AcknowledgedAsync(5);

        server.Break(call);

        Assert.False(await server.TrySendAsync(), "It was acknowledged, and may not be on disk.");
        Assert.Contains(Remedy, await server.EndsAsync(), StringComparison.Ordinal);
        server.Repair(call);
        await server.StartAsync();
        await server.AcknowledgedAsync(3);
        await server.AssertNothingIsLostAsync();
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("write")]
    [InlineData("read")]
    public async Task A_server_whose_disk_fails_at_the_start_says_so_and_serves_nothing(string call)
    {
        await using var server = new TroubledServer(faults.Require());
        await server.StartAsync();
        await server.AcknowledgedAsync(5);
        await server.KillAsync();

        server.Break(call);

        Assert.Contains(Remedy, await server.StartInVainAsync(), StringComparison.Ordinal);
        server.Repair(call);
        await server.StartAsync();
        await server.AssertNothingIsLostAsync();
    }
}
