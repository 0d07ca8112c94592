using Holdfast.Bench;

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
        default:
            Console.Error.WriteLine($"Unknown bench '{name}'. There are: {string.Join(", ", all)}");
            return 2;
    }
}

return 0;
