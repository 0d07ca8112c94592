using System.Globalization;
using Holdfast.Bench.Reporting;
using Holdfast.Testing;

namespace Holdfast.Bench.Images;

/// <summary>
/// Transforms of a screenshot and of a photo, from file to file: here, by Jimp, by sharp as it comes, and by sharp on
/// all cores. Each in a process that does nothing else and stays up; they take turns, so that whatever else the machine
/// does meets all of them.
/// </summary>
internal static class PixelComparison
{
    private const int WarmUps = 12;
    private static readonly string[] _peers = ["here", "jimp", "sharp", "sharp-all"];
    private static readonly string[] _changes = ["rotate-90", "rotate-33", "blur-5"];
    private static readonly (string Name, int Rounds)[] _inputs =
        [(ImageInputs.Screenshot, 15), (ImageInputs.Photo, 3)];

    public static async Task MeasureAsync(Section section)
    {
        var directory = InMemory();
        try
        {
            await ImageInputs.WriteAsync(directory.FullName);
            section.Columns(["ms, median (least–most); size; peak memory", .. _peers]);
            foreach (var (input, rounds) in _inputs)
            {
                foreach (var change in _changes)
                    await CompareAsync(section, directory.FullName, change, input, rounds);
            }

            await ChainAsync(section, directory.FullName);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // Where a disk would hide what is compared. A step's result is flushed to it, which the others' are not: that costs
    // what the bench 'fsync' says.
    private static DirectoryInfo InMemory() => Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/holdfast-bench-{Environment.ProcessId}")
        : MeasuredEngine.NewDirectory();

    private static async Task CompareAsync(Section section, string directory, string change, string input, int rounds)
    {
        var processes = new List<LineProcess>();
        var samples = _peers.Select(_ => new Samples()).ToArray();
        try
        {
            foreach (var peer in _peers)
                processes.Add(await StartAsync(peer, directory));
            for (var i = 0; i < processes.Count; i++)
            {
                for (var warmUp = 0; warmUp < WarmUps; warmUp++)
                    await processes[i].DoAsync(Job(_peers[i], directory, change, ImageInputs.Screenshot));
            }

            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < processes.Count; i++)
                    samples[i].Add(await processes[i].DoAsync(Job(_peers[i], directory, change, input)));
            }

            var cells = _peers.Select((peer, i) => Cell(
                samples[i], samples[0], Path.Combine(directory, Output(peer)), processes[i].PeakBytes));
            section.Row([$"{input}, {change}", .. cells]);
        }
        finally
        {
            foreach (var process in processes)
                await process.DisposeAsync();
        }
    }

    /// <summary>What it gains that a step finds the pixels of the one before.</summary>
    private static async Task ChainAsync(Section section, string directory)
    {
        const string Chain = "blur-5+rotate-90+rotate-90+rotate-90+rotate-90";
        await using var finding = await StartAsync("here", directory);
        await using var decoding = await StartAsync("here", directory, recentBytes: 0);
        var (found, decoded) = (new Samples(), new Samples());
        for (var round = -WarmUps; round < _inputs[0].Rounds; round++)
        {
            var job = Job("here", directory, Chain, ImageInputs.Screenshot);
            var (one, other) = (await finding.DoAsync(job), await decoding.DoAsync(job));
            if (round < 0)
                continue;
            found.Add(one);
            decoded.Add(other);
        }

        section.Say(
            $"A chain of five steps ({Chain}) on {ImageInputs.Screenshot}: {found} ms; "
            + $"decoding each time: {decoded} ms.");
    }

    private static Task<LineProcess> StartAsync(string peer, string directory, long recentBytes = 64 << 20) =>
        peer == "here"
            ? LineProcess.StartAsync(
                Environment.ProcessPath!,
                "serve-transforms", directory, recentBytes.ToString(CultureInfo.InvariantCulture))
            : LineProcess.StartAsync("node", SourceTree.PathOf("bench", "peers", "images", "transforms.mjs"), peer);

    private static string Job(string peer, string directory, string change, string input)
    {
        var root = peer == "here" ? "" : directory + "/";
        return $"{change} {root}{input} {root}{Output(peer)}";
    }

    private static string Output(string peer) => $"{peer}.png";

    private static string Cell(Samples samples, Samples ours, string file, long peak)
    {
        var ratio = samples == ours ? "" : $", {samples.Median / ours.Median:N1}×";
        return $"{samples}{ratio}; {new FileInfo(file).Length / 1000:N0} kB; {peak / 1_000_000:N0} MB";
    }
}
