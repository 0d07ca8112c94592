using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Bench.Reporting;
using Holdfast.Testing;

namespace Holdfast.Bench;

/// <summary>
/// From the start of the published program, on an empty data directory, to the end of its first workflow, which rotates
/// an image of one pixel. Published as README and the image of a container do it, and compiled at run time.
/// </summary>
internal static partial class Startup
{
    private const int Rounds = 7;
    private const double Asked = 300;
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(10);

    // All of .NET is compiled again for the program that has it inside.
    private static readonly TimeSpan _publishDeadline = TimeSpan.FromMinutes(40);

    private static readonly byte[] _pixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static async Task MeasureAsync(Section section)
    {
        (string Name, string Program)[] ways =
        [
            ("with .NET inside", await PublishReadyAsync("inside", "--self-contained")),
            ("for .NET that is installed", await PublishReadyAsync("installed", "--no-self-contained")),
            ("compiled at run time",
                await PublishAsync("plain", "--no-self-contained", "-p:PublishReadyToRun=false")),
        ];
        var turns = ways.Select(_ => new List<Turn>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                var turn = await TurnAsync(ways[i].Program);
                // The first reads the program from the disk.
                if (round >= 0)
                    turns[i].Add(turn);
            }
        }

        section.Say(
            "From the start of the process, on an empty data directory: until it listens, until an image was stored, "
            + "until the first workflow, a step that rotates it, has ended, and the processor time until then. "
            + $"{Rounds} rounds.");
        section.Columns(
            "published", "listens, ms", "image stored, ms", "workflow ended, ms", "processor, ms", "program, MB");
        for (var i = 0; i < ways.Length; i++)
        {
            section.Row(
                ways[i].Name,
                Section.Spread([.. turns[i].Select(turn => turn.Listens)]),
                Section.Spread([.. turns[i].Select(turn => turn.Stored)]),
                Section.Spread([.. turns[i].Select(turn => turn.Ended)]),
                Section.Spread([.. turns[i].Select(turn => turn.Processor)]),
                Section.Figure(SizeOf(Path.GetDirectoryName(ways[i].Program)!) / 1e6));
        }

        section.AtMost(
            "start to first finished workflow", Asked, Section.Median(turns[0].Select(turn => turn.Ended)), "ms");
    }

    private static async Task<string> PublishReadyAsync(string name, string withRuntime)
    {
        var program = await PublishAsync(name, withRuntime);
        using var image = new PEReader(File.OpenRead($"{program}.dll"));
        return image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0
            ? program
            : throw new InvalidOperationException($"'{program}' was published, but not compiled ahead of time.");
    }

    private static async Task<string> PublishAsync(string name, params string[] how)
    {
        var output = SourceTree.PathOf("artifacts", "publish", name);
        var stamp = new FileInfo($"{output}.stamp");
        var program = Path.Combine(output, "Holdfast.Host");
        if (stamp.Exists && File.Exists(program) && stamp.LastWriteTimeUtc > NewestSource())
            return program;
        // What is no longer published would stay, and count.
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        string[] arguments =
        [
            "publish", SourceTree.PathOf("src", "Holdfast.Host"), "-c", "Release", "--use-current-runtime",
            .. how, "-o", output, "--verbosity", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=true",
        ];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments))!;
        await publish.WaitForExitAsync().WaitAsync(_publishDeadline);
        if (publish.ExitCode != 0)
            throw new InvalidOperationException("The program could not be published; what was wrong is above.");
        await File.WriteAllTextAsync(stamp.FullName, "");
        return program;
    }

    private static DateTime NewestSource() => new DirectoryInfo(SourceTree.PathOf("src"))
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(file => !file.FullName.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Concat(SourceTree.Root.EnumerateFiles("Directory.*"))
        .Concat(new DirectoryInfo(SourceTree.PathOf("eng")).EnumerateFiles())
        .Max(file => file.LastWriteTimeUtc);

    private static async Task<Turn> TurnAsync(string program)
    {
        var directory = MeasuredEngine.NewDirectory();
        using var http = new HttpClient();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, ["serve", "--port", "0"])
        {
            RedirectStandardError = true,
            Environment = { ["HOLDFAST_DATA"] = Path.Combine(directory.FullName, "data") },
        })!;
        try
        {
            var address = await ListensAsync(process);
            var listens = clock.Elapsed;
            using var image = new ByteArrayContent(_pixel);
            image.Headers.ContentType = new("image/png");
            using var stored = await http.PutAsync(new Uri(address, "artifacts/first.png"), image);
            var path = (await AnswerAsync(stored)).GetProperty("imgInputPath").GetString();
            var isStored = clock.Elapsed;
            using var answer = await http.PostAsJsonAsync(new Uri(address, "workflow-executor/execute"), new
            {
                id = "first",
                steps = new[]
                {
                    new { service = "rotate-img-service", imgInputPath = path, parameters = new { angle = 90 } },
                },
            });
            var workflow = await AnswerAsync(answer);
            if (workflow.GetProperty("status").GetString() != "Finished")
                throw new InvalidOperationException(workflow.ToString());
            var ended = clock.Elapsed;
            process.Refresh();
            return new(
                listens.TotalMilliseconds,
                isStored.TotalMilliseconds,
                ended.TotalMilliseconds,
                process.TotalProcessorTime.TotalMilliseconds);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            directory.Delete(recursive: true);
        }
    }

    private static async Task<Uri> ListensAsync(Process process)
    {
        while (await process.StandardError.ReadLineAsync().WaitAsync(_deadline) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
                return new(match.Value);
        }

        throw new InvalidOperationException("The program ended before it listened.");
    }

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage response) => response.IsSuccessStatusCode
        ? await response.Content.ReadFromJsonAsync<JsonElement>()
        : throw new InvalidOperationException(await response.Content.ReadAsStringAsync());

    private static long SizeOf(string directory) =>
        new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    [GeneratedRegex("http://[^/]+/")]
    private static partial Regex Listening();

    private sealed record Turn(double Listens, double Stored, double Ended, double Processor);
}
