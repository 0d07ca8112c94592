using System.Globalization;

namespace Holdfast.Engine.Tests.Simulation;

/// <summary>
/// Random histories over the real engine and database. HOLDFAST_SIMULATIONS=1000 plays that many, and
/// HOLDFAST_SIMULATION_SEED=n begins with seed n.
/// </summary>
public sealed class SimulationTests
{
    private const int Moves = 120;
    private const int RecordedMoves = 20;

    [Fact]
    public async Task Whatever_happens_all_that_was_accepted_ends_once_and_rightly()
    {
        var first = Number("HOLDFAST_SIMULATION_SEED", 1);
        for (var seed = first; seed < first + Number("HOLDFAST_SIMULATIONS", 12); seed++)
        {
            try
            {
                await using var history = new History(seed);
                await history.PlayAsync(Moves);
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}: {error}");
            }
        }
    }

    [Fact]
    public async Task From_before_and_after_every_commit_of_a_history_all_that_was_accepted_ends_once_and_rightly()
    {
        var images = 0;
        var first = Number("HOLDFAST_SIMULATION_SEED", 1);
        for (var seed = first; seed < first + Number("HOLDFAST_SIMULATIONS", 1); seed++)
        {
            await using var recorded = new History(seed);
            foreach (var image in await recorded.RecordAsync(RecordedMoves))
            {
                try
                {
                    await using var history = new History(seed);
                    await history.GoOnAsync(recorded, image);
                    images++;
                }
                catch (Exception error)
                {
                    Assert.Fail($"Seed {seed}, log of {image.Length} bytes: {error}");
                }
            }
        }

        Assert.True(images > RecordedMoves, $"Only {images} crashes were tried.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{images} crashes");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}
