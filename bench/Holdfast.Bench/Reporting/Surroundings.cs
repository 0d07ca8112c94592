using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Holdfast.Testing;

namespace Holdfast.Bench.Reporting;

/// <summary>What was measured, and on what.</summary>
internal static class Surroundings
{
    // Without the file of results, which each bench changes.
    private static readonly string _commit = Git("describe", "--always")
        + (Git("diff", "HEAD", "--name-only", "--", ".", ":!bench/RESULTS.md") is "" ? "" : "-dirty");

    public static Task DescribeAsync(Section section)
    {
        section.Columns("what", "which");
        section.Row("processor", $"{Processor()}, {Environment.ProcessorCount} cores");
        section.Row("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024 / 1024:N0} GiB");
        section.Row("system", $"{RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}");
        section.Row(
            "disk", $"{FsyncRate.Measure(TimeSpan.FromSeconds(2)):N0} appends of 4 KiB with fsync per second");
        section.Row("Restate Server", Locked("tests/Restate/npm", "@restatedev/restate-server"));
        section.Row("Restate's TypeScript SDK", Locked("bench/peers/restate-typescript", "@restatedev/restate-sdk"));
        section.Row("DBOS", Locked("bench/peers/dbos", "@dbos-inc/dbos-sdk"));
        section.Row("Node of both", Locked("bench/peers/dbos", "node"));
        section.Row("PostgreSQL", Peers.PostgresServer.Version());
        section.Row("Jimp, sharp", $"{Locked("bench/peers/images", "jimp")}, {Locked("bench/peers/images", "sharp")}");
        section.Row("Puppeteer", Locked("bench/peers/images", "puppeteer-core"));
        return Task.CompletedTask;
    }

    /// <summary>When, on which commit, and how busy the machine was: each section can be of another run.</summary>
    public static string Stamp()
    {
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"*{now} UTC, commit {_commit}; load average of the machine before: {load}*";
    }

    /// <summary>The first line that a program writes, which may write none; "not installed" without it.</summary>
    public static string Output(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var line = process.StandardOutput.ReadLine();
            process.WaitForExit();
            return line ?? "";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "not installed";
        }
    }

    private static string Git(params string[] arguments) =>
        Output("git", ["-C", SourceTree.Root.FullName, .. arguments]);

    private static string Processor()
    {
        var line = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Locked(string folder, string package)
    {
        var path = SourceTree.PathOf([.. folder.Split('/'), "package-lock.json"]);
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return json.RootElement.GetProperty("packages").GetProperty($"node_modules/{package}")
            .GetProperty("version").GetString()!;
    }
}
