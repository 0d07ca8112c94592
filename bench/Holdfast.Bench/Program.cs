using Holdfast.Bench;
using Holdfast.Bench.Restate;

// Each figure comes from this one run on this one machine: compare ratios, not absolute numbers.
string[] all = ["fsync", "workflows", "sleepers"];
var chosen = args.Length == 0 ? all : args;
foreach (var name in chosen)
{
    switch (name)
    {
        case "fsync":
            FsyncRate.Measure();
            break;
        case "workflows":
            await WorkflowThroughput.MeasureAsync();
            break;
        case "sleepers":
            await Sleepers.MeasureAsync(100_000);
            break;
        case "restate":
            // On two cores the server is faster with 2 partitions than with its default of 24: both are fair to know.
            await RestateComparison.MeasureAsync(partitions: "2");
            break;
        case "serve-handlers":
            await HandlerServer.RunAsync();
            break;
        default:
            Console.Error.WriteLine($"Unknown bench '{name}'. There are: {string.Join(", ", all)}");
            return 2;
    }
}

return 0;
