using System.Text.Json;

namespace Holdfast.Restate.Admin;

/// <summary>
/// What an invocation waits for, read from the JSON of its await tree and of its journal. All of it is for people: what
/// a newer server writes otherwise is left out, never an error.
/// </summary>
internal static class AwaitedEntries
{
    private const int Shown = 5;

    // Everything waits for the signal that cancels.
    private const uint CancelSignal = 1;

    public static string? Describe(InvocationRow row, IEnumerable<JournalRow> journal)
    {
        if (row.ScheduledStartAt is { } start && StatusText.Read(row.Status) == InvocationStatus.Scheduled)
            return $"its time, {start:O}";
        if (StatusText.Read(row.Status) == InvocationStatus.Pending)
            return row.TargetServiceKey is null ? null : $"its turn on {row.TargetServiceName}/{row.TargetServiceKey}";
        var tree = row.SuspendedWaitingFutureJson ?? row.LastAwaitingOnFutureJson;
        var pending = PendingCommands.Read(journal);
        var awaited = tree is null ? [.. pending.Values] : Leaves(row.Id, tree, pending).Distinct().ToList();
        return awaited.Count switch
        {
            0 => null,
            <= Shown => string.Join(", ", awaited),
            _ => $"{string.Join(", ", awaited.Take(Shown))} and {awaited.Count - Shown} more",
        };
    }

    private static IEnumerable<string> Leaves(
        string invocationId, string tree, IReadOnlyDictionary<uint, string> pending)
    {
        using var document = JsonDocument.Parse(tree);
        foreach (var leaf in Leaves(document.RootElement))
        {
            if (leaf.Name == "CompletionId" && leaf.Value.TryGetUInt32(out var completion))
                yield return pending.GetValueOrDefault(completion, $"completion {completion}");
            else if (leaf.Name == "SignalIndex" && leaf.Value.TryGetUInt32(out var signal) && signal != CancelSignal)
                yield return $"awakeable {AwakeableId.Format(invocationId, signal)}";
            else if (leaf.Name == "SignalName")
                yield return $"signal '{leaf.Value}'";
        }
    }

    // Combinators nest as arrays in objects whose names say which they are.
    private static IEnumerable<JsonProperty> Leaves(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Leaves),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? Leaves(member.Value) : [member]),
        _ => [],
    };
}
