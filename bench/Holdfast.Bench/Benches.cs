using System.Diagnostics;
using Holdfast.Bench.Images;
using Holdfast.Bench.Micro;
using Holdfast.Bench.Peers;
using Holdfast.Bench.Reporting;
using Holdfast.Bench.Restate;
using Holdfast.Testing;

namespace Holdfast.Bench;

/// <summary>All benches, in the order in which they run and stand in the report.</summary>
internal static class Benches
{
    public static IReadOnlyList<Bench> All { get; } =
    [
        new("machine", "The machine", (section, _) => Surroundings.DescribeAsync(section)),
        new("peers", "Beside Restate and DBOS", (section, seconds) =>
            PeerComparison.MeasureAsync(section, TimeSpan.FromSeconds(seconds ?? 4))),
        new("workflows", "Workflows of three steps", (section, size) =>
            WorkflowThroughput.MeasureAsync(section, size is { } callers ? [callers] : [1, 16, 64, 256])),
        new("ceiling", "The ceiling", (section, size) =>
            Ceiling.MeasureAsync(section, size is { } callers ? [callers] : [1, 16, 64, 256])),
        new("steps", "What a step costs", (section, size) => StepCost.MeasureAsync(section, size ?? 10_000)),
        new("growth", "Journals that grow", (section, size) => Growth.MeasureAsync(section, size ?? 1_000_000)),
        new("sleepers", "Sleepers", (section, size) => Sleepers.MeasureAsync(section, size ?? 1_000_000)),
        new("recovery", "Recovery", (section, size) => Recovery.MeasureAsync(section, size ?? 100_000)),
        // On two cores the server is faster with 2 partitions than with its default of 24.
        new("restate", "Handlers behind Restate Server", (section, _) =>
            RestateComparison.MeasureAsync(section, partitions: "2")),
        new("startup", "Start", (section, _) => Startup.MeasureAsync(section)),
        new("micro", "Parts of the hot path", (section, _) => MicroBenches.MeasureAsync(section)),
        new("pixels", "Pixels", (section, _) => PixelComparison.MeasureAsync(section)),
        new("screenshots", "Screenshots", (section, _) => ScreenshotComparison.MeasureAsync(section)),
    ];

    public static async Task RunAsync(Bench bench, int? size)
    {
        var section = new Section(bench.Title);
        Console.WriteLine($"\n## {bench.Title} ({bench.Name})\n");
        section.Say(Surroundings.Stamp());
        var clock = Stopwatch.StartNew();
        await bench.MeasureAsync(section, size);
        section.Close();
        Console.WriteLine($"\n({bench.Name} took {clock.Elapsed.TotalSeconds:N0} s)");
        new Report(SourceTree.PathOf("bench", "RESULTS.md"), [.. All.Select(each => each.Title)]).Replace(section);
    }
}

/// <param name="Name">As it is called by.</param>
/// <param name="Title">Of its section.</param>
/// <param name="MeasureAsync">With the section that it writes, and the size that was asked for.</param>
internal sealed record Bench(string Name, string Title, Func<Section, int?, Task> MeasureAsync);
