using System.Globalization;
using Holdfast.Bench;
using Holdfast.Bench.Images;
using Holdfast.Bench.Restate;

// Each figure comes from this one run on this one machine: compare ratios, not absolute numbers. A number after a name
// is its size: callers, steps, journal entries, sleepers.
string[] all = ["fsync", "ceiling", "workflows", "steps", "growth", "sleepers", "recovery"];
var chosen = args.Length == 0 ? all : args;
for (var i = 0; i < chosen.Length; i++)
{
    var size = i + 1 < chosen.Length && int.TryParse(chosen[i + 1], CultureInfo.InvariantCulture, out var given)
        ? given
        : (int?)null;
    switch (chosen[i])
    {
        case "fsync":
            FsyncRate.Measure();
            break;
        case "ceiling":
            await Ceiling.MeasureAsync(size is { } clients ? [clients] : [1, 16, 64, 256]);
            break;
        case "workflows":
            await WorkflowThroughput.MeasureAsync(size is { } callers ? [callers] : [1, 16, 64, 256]);
            break;
        case "steps":
            await StepCost.MeasureAsync();
            break;
        case "growth":
            await Growth.MeasureAsync(size ?? 1_000_000);
            break;
        case "sleepers":
            await Sleepers.MeasureAsync(size ?? 100_000);
            break;
        case "recovery":
            await Recovery.MeasureAsync(size ?? 10_000);
            break;
        case "restate":
            // On two cores the server is faster with 2 partitions than with its default of 24: both are fair to know.
            await RestateComparison.MeasureAsync(partitions: "2");
            break;
        case "pixels":
            await PixelComparison.MeasureAsync();
            break;
        case "screenshots":
            await ScreenshotComparison.MeasureAsync();
            break;
        case "serve-transforms":
            await TransformServer.RunAsync(chosen[1], long.Parse(chosen[2], CultureInfo.InvariantCulture));
            return 0;
        case "serve-embedded":
            await EmbeddedServer.RunAsync(chosen[1], ServerOptions.Parse(chosen[2], chosen[3]));
            return 0;
        case "serve-ceiling":
            await Ceiling.ServeAsync(chosen[1]);
            return 0;
        case "serve-handlers":
            await HandlerServer.RunAsync();
            break;
        default:
            Console.Error.WriteLine($"Unknown bench '{chosen[i]}'. There are: {string.Join(", ", all)}");
            return 2;
    }

    if (size is not null)
        i++;
}

return 0;
