using System.Globalization;
using Holdfast.Chaos.Checking;

namespace Holdfast.Chaos.Overload;

/// <summary>Plays a run, checks it, and says what was found.</summary>
internal static class OverloadReport
{
    private const int Shown = 20;
    private const int EnoughToShare = 500;
    private const long Mebibyte = 1024 * 1024;

    /// <summary>The exit code: 0 when every promise was kept.</summary>
    public static async Task<int> RunAsync(OverloadSettings settings, TextWriter output)
    {
        await output.WriteLineAsync(
            $"{settings.Places} places, {settings.Places * settings.CallersPerPlace} callers, in {settings.Directory}");
        await using var run = new OverloadRun(settings);
        OverloadResult result;
        try
        {
            result = await run.PlayAsync();
        }
        catch
        {
            await output.WriteLineAsync(run.Output);
            throw;
        }

        var violations = Checker.Check(result.History);
        string[] problems =
        [
            .. violations.Select(violation => $"{violation}"),
            .. ProblemsOf(settings, result),
        ];
        foreach (var problem in problems.Take(Shown))
            await output.WriteLineAsync(problem);
        await DescribeAsync(result, output);
        await output.WriteLineAsync(LastLine(result, problems.Length));
        if (problems.Length == 0)
            Directory.Delete(settings.Directory, recursive: true);
        return problems.Length == 0 ? 0 : 1;
    }

    private static IEnumerable<string> ProblemsOf(OverloadSettings settings, OverloadResult result)
    {
        foreach (var phase in new[] { result.Before, result.Rush, result.After })
        {
            foreach (var (what, count) in phase.Wrong)
                yield return $"{phase.Name}: {count} × {what}";
        }

        if (result.Rush.Refused == 0)
            yield return "Nobody was refused: that was no overload.";
        if (result.MaxBytes - result.StartBytes > settings.MaxGrowthBytes)
            yield return $"The server grew from {result.StartBytes} to {result.MaxBytes} bytes.";
        // Of few answers it is chance that gives none to a key that few requests are for.
        if (result.Rush.Answered < EnoughToShare)
            yield break;
        foreach (var name in OverloadRun.Names.Concat(Driving.Workload.Keys).Where(name => Of(result.Rush, name) == 0))
            yield return $"{name} got nothing.";
    }

    private static Task DescribeAsync(OverloadResult result, TextWriter output)
    {
        var shares = string.Join(' ', OverloadRun.Names.Select(name => Of(result.Rush, name)));
        var keys = string.Join(' ', Driving.Workload.Keys.Select(key => Of(result.Rush, key)));
        return output.WriteLineAsync(
            $"answered in the rush, by client (the first has half of the callers): {shares}\n"
            + $"by key (the first is in half of the requests): {keys}\n"
            + $"answered before {result.Before.Answered}, after {result.After.Answered}");
    }

    // What scripts read.
    private static string LastLine(OverloadResult result, int problems) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.History.Operations.Count} accepted, "
        + $"{result.Before.Refused + result.Rush.Refused + result.After.Refused} refused, "
        + $"{result.StartBytes / Mebibyte} MiB before, {result.MaxBytes / Mebibyte} MiB at most, "
        + $"p50/p99 ms: {result.Before} before, {result.Rush} during, {result.After} after, {problems} problems");

    private static int Of(Phase phase, string name) => phase.Done.GetValueOrDefault(name);
}
