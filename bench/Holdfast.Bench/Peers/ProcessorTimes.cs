using System.Globalization;

namespace Holdfast.Bench.Peers;

/// <summary>
/// Processor time of processes with all that they started, also of what has ended: PostgreSQL is a process per
/// connection.
/// </summary>
internal static class ProcessorTimes
{
    // What the kernel counts in, on all that Linux runs on today.
    private const double TicksPerSecond = 100;

    public static TimeSpan Of(IEnumerable<int> roots)
    {
        var ticks = 0L;
        var all = Read();
        foreach (var id in Tree(all, roots))
            ticks += all[id].Ticks;
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>The processes and their children, and theirs.</summary>
    public static IReadOnlyList<int> Tree(IEnumerable<int> roots) => Tree(Read(), roots);

    private static List<int> Tree(Dictionary<int, (int Parent, long Ticks)> all, IEnumerable<int> roots)
    {
        var children = all.ToLookup(process => process.Value.Parent, process => process.Key);
        List<int> tree = [.. roots.Where(all.ContainsKey)];
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(children[tree[i]]);
        return tree;
    }

    private static Dictionary<int, (int Parent, long Ticks)> Read()
    {
        var all = new Dictionary<int, (int, long)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)
                && ReadStatus(directory) is { } fields)
            {
                // Numbers of proc(5), less the two before: parent, and time of its own and of children it waited for.
                all[id] = (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15]
                    .Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
            }
        }

        return all;
    }

    private static string[]? ReadStatus(string directory)
    {
        try
        {
            // The name, in brackets, may have spaces and brackets of its own.
            var text = File.ReadAllText(Path.Combine(directory, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
