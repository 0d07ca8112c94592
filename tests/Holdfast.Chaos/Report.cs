using System.Globalization;
using System.Text.Json;
using Holdfast.Chaos.Checking;
using Holdfast.Chaos.Driving;

namespace Holdfast.Chaos;

/// <summary>Plays a run, checks it, and says what was found.</summary>
internal static class Report
{
    private const int Shown = 20;

    /// <summary>The exit code: 0 when every promise was kept.</summary>
    public static async Task<int> RunAsync(RunSettings settings, TextWriter output)
    {
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Engine {settings.Engine}, {settings.Kills} kills, seed {settings.Seed}, in {settings.Directory}"));
        var started = TimeProvider.System.GetTimestamp();
        await using IVictim victim = settings.Engine == EngineKind.Embedded
            ? new EmbeddedVictim(settings.Directory)
            : new RestateVictim(settings.Directory);
        History history;
        try
        {
            history = await new ChaosRun(settings, victim, output).PlayAsync();
        }
        catch
        {
            await output.WriteLineAsync(victim.Output);
            throw;
        }

        var violations = Checker.Check(history);
        await DescribeAsync(history, TimeProvider.System.GetElapsedTime(started), output);
        if (violations.Count == 0)
            Directory.Delete(settings.Directory, recursive: true);
        else
            await ExplainAsync(settings, history, violations, victim, output);
        await output.WriteLineAsync(LastLine(settings.Kills, history, violations));
        return violations.Count == 0 ? 0 : 1;
    }

    /// <summary>What scripts read: exactly <c>K kills, N workflows, 0 lost, 0 repeated</c>.</summary>
    public static string LastLine(int kills, History history, IReadOnlyList<Violation> violations)
    {
        var repeated = violations.Count(violation => violation.IsRepetition);
        var accepted = history.Operations.Count(operation => operation.IsAccepted);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{kills} kills, {accepted} workflows, {violations.Count - repeated} lost, {repeated} repeated");
    }

    private static Task DescribeAsync(History history, TimeSpan took, TextWriter output)
    {
        var executions = history.Ledger.Where(line => line.Kind == LedgerKind.Effect).ToList();
        var updates = history.Ledger.Where(line => line.Kind == LedgerKind.Applied).ToList();
        return output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            {took.TotalSeconds:0} s; {history.Lives.Count} lives that were ready; {history.Operations.Count} operations
            {executions.Count} executions of {Names(executions)} side effects (what is not recorded is repeated)
            {updates.Count} executions of {Names(updates)} updates, and the objects count {history.Counts.Values.Sum()}
            {history.Ledger.Count(line => line.Kind == LedgerKind.Fired)} timers seen to fire; {history.Operations
                .Sum(operation => operation.Answers.Count)} answers compared; {history.Operations
                .Count(operation => operation.Answers.Any(answer => answer.Status == 409))} cancelled
            """));
    }

    private static int Names(IEnumerable<LedgerLine> lines) => lines.Select(line => line.Name).Distinct().Count();

    private static async Task ExplainAsync(
        RunSettings settings, History history, IReadOnlyList<Violation> violations, IVictim victim, TextWriter output)
    {
        foreach (var violation in violations.Take(Shown))
            await output.WriteLineAsync($"{violation}");
        var operations = Path.Combine(settings.Directory, "operations.json");
        await File.WriteAllTextAsync(operations, JsonSerializer.Serialize(history.Operations));
        await File.WriteAllTextAsync(Path.Combine(settings.Directory, "output"), victim.Output);
        await output.WriteLineAsync(
            $"{violations.Count} promises were not kept. All that is known: {settings.Directory}");
    }
}
