using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Holdfast.Fuzz.Guided;

/// <summary>What is fuzzed for how long.</summary>
internal sealed record CampaignSettings(IReadOnlyList<string> Targets, TimeSpan Time, string Output, int Seed);

/// <summary>Fuzzes targets one after the other, each in a process of its own, and says what came of it.</summary>
internal static class Campaign
{
    // A target that ends its process again and again would never be done.
    private const int MostCrashes = 5;

    /// <summary>The exit code: 0 when nothing was found.</summary>
    public static async Task<int> RunAsync(
        CampaignSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        var program = Instrumented.Create(Path.Combine(settings.Output, "program"));
        var found = 0;
        foreach (var target in settings.Targets)
            found += await RunAsync(target, program, settings, output, cancellationToken);
        return found == 0 ? 0 : 1;
    }

    private static async Task<int> RunAsync(
        string target,
        string program,
        CampaignSettings settings,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        var files = new CaseFiles(Path.Combine(settings.Output, target));
        var started = TimeProvider.System.GetTimestamp();
        for (var crashes = 0; ; crashes++)
        {
            var left = settings.Time - TimeProvider.System.GetElapsedTime(started);
            var (figures, said) = await LoopAsync(target, program, settings, left, cancellationToken);
            if (figures is null)
                files.Report(files.Last(), said);
            if (figures is not null || crashes == MostCrashes || left <= TimeSpan.Zero)
                return await DescribeAsync(target, figures, files, settings, output);
        }
    }

    private static async Task<(long[]? Figures, string Output)> LoopAsync(
        string target,
        string program,
        CampaignSettings settings,
        TimeSpan time,
        CancellationToken cancellationToken)
    {
        var seconds = Math.Max(0, time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(new ProcessStartInfo(
            program, ["loop", target, Path.Combine(settings.Output, target), seconds, $"{settings.Seed}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_ROOT"] =
                    Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
            },
        })!;
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            var line = (await said).Split('\n').FirstOrDefault(
                line => line.StartsWith(FuzzLoop.Figures, StringComparison.Ordinal));
            var figures = line?.Split(' ').Skip(1).Select(text => long.Parse(text, CultureInfo.InvariantCulture));
            return (figures?.ToArray(), $"The process ended with {process.ExitCode}.\n{await said}\n{await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static async Task<int> DescribeAsync(
        string target, long[]? figures, CaseFiles files, CampaignSettings settings, TextWriter output)
    {
        var findings = Directory.GetFiles(files.Findings, "*.txt");
        foreach (var finding in findings)
        {
            var why = (await File.ReadAllLinesAsync(finding)).FirstOrDefault();
            var input = Path.ChangeExtension(finding, null);
            await output.WriteLineAsync($"{why}\n  ./holdfast fuzz reproduce {target} {input}");
        }

        await output.WriteLineAsync(figures is null
            ? $"{target}: the process ended under {findings.Length} cases"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{target}: {figures[0]} cases in {settings.Time.TotalMinutes:0.##} min (seed {settings.Seed}), "
                + $"{figures[1]} edges, {figures[2]} cases kept, {findings.Length} findings"));
        return findings.Length;
    }
}
