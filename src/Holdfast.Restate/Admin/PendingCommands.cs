using System.Text.Json;

namespace Holdfast.Restate.Admin;

/// <summary>Commands of a journal that are not completed, as text for people, by the id that completes them.</summary>
internal static class PendingCommands
{
    public static IReadOnlyDictionary<uint, string> Read(IEnumerable<JournalRow> journal)
    {
        var pending = new SortedDictionary<uint, string>();
        foreach (var row in journal.Where(row => row.EntryLiteJson is not null))
        {
            using var entry = JsonDocument.Parse(row.EntryLiteJson!);
            if (entry.RootElement.TryGetProperty("Command", out var command))
                Add(pending, command);
            else if (entry.RootElement.TryGetProperty("Notification", out var notification))
                Remove(pending, notification);
        }

        return pending;
    }

    private static void Add(SortedDictionary<uint, string> pending, JsonElement command)
    {
        if (command.ValueKind != JsonValueKind.Object)
            return;
        foreach (var kind in command.EnumerateObject().Where(kind => kind.Value.ValueKind == JsonValueKind.Object))
        {
            if ((Number(kind.Value, "result_completion_id") ?? Number(kind.Value, "completion_id")) is { } completion)
                pending[completion] = Describe(kind.Name, kind.Value);
        }
    }

    private static void Remove(SortedDictionary<uint, string> pending, JsonElement notification)
    {
        if (notification.TryGetProperty("id", out var id) && Number(id, "CompletionId") is { } completion)
            pending.Remove(completion);
    }

    private static string Describe(string kind, JsonElement command) => kind switch
    {
        "Sleep" when command.TryGetProperty("wake_up_time", out var time) && time.TryGetInt64(out var milliseconds) =>
            $"sleep until {DateTimeOffset.FromUnixTimeMilliseconds(milliseconds):O}",
        "Call" when command.TryGetProperty("invocation_target", out var target) => $"call to {TargetOf(target)}",
        "Run" => $"run '{Text(command, "name")}'",
        "GetPromise" => $"promise '{Text(command, "key")}'",
        "AttachInvocation" => "the end of another invocation",
        _ => kind,
    };

    // {"VirtualObject": {"name", "key", "handler"}} and the like.
    private static string TargetOf(JsonElement target)
    {
        var kind = target.ValueKind == JsonValueKind.Object ? target.EnumerateObject().FirstOrDefault().Value : target;
        return new Target(
            Text(kind, "name") ?? "?", Text(kind, "handler") ?? "?", Text(kind, "key")).ToString();
    }

    private static string? Text(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static uint? Number(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out var number)
            ? number
            : null;
}
