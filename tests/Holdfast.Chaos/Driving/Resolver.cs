using System.Text.Json;
using Holdfast.Chaos.Checking;

namespace Holdfast.Chaos.Driving;

/// <summary>
/// Follows the ledger, and resolves each awakeable that it names: with its name, and then with another value.
/// </summary>
internal sealed class Resolver(LedgerFile ledger, PatientClient http)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>All lines of the ledger that were read.</summary>
    public List<LedgerLine> Lines { get; } = [];

    /// <summary>Goes on until it is told to stop; then reads to the end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var lines = ledger.ReadNew();
            Lines.AddRange(lines);
            await Parallel.ForEachAsync(
                lines.Where(line => line.Kind == LedgerKind.Awakeable), (line, _) => ResolveAsync(line));
            await Task.WhenAny(Task.Delay(_pause, TimeProvider.System, stop));
        }

        Lines.AddRange(ledger.ReadNew());
    }

    private async ValueTask ResolveAsync(LedgerLine line)
    {
        var path = $"restate/awakeables/{line.Value}/resolve";
        await http.AskAsync(HttpMethod.Post, path, JsonSerializer.Serialize(line.Name));
        // The first completion counts.
        await http.AskOnceAsync(HttpMethod.Post, path, "\"too late\"");
    }
}
