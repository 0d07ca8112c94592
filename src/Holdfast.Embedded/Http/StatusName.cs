namespace Holdfast.Embedded.Http;

/// <summary>Statuses of invocations as text.</summary>
internal static class StatusName
{
    private static readonly (InvocationStatus Status, string Name)[] _names =
    [
        (InvocationStatus.Scheduled, "scheduled"),
        (InvocationStatus.Pending, "pending"),
        (InvocationStatus.Running, "running"),
        (InvocationStatus.Suspended, "suspended"),
        (InvocationStatus.BackingOff, "backing-off"),
        (InvocationStatus.Paused, "paused"),
        (InvocationStatus.Completed, "completed"),
    ];

    /// <summary>All of them, for messages.</summary>
    public static string All { get; } = string.Join(", ", _names.Select(pair => pair.Name));

    public static string Of(InvocationStatus status) => Array.Find(_names, pair => pair.Status == status).Name;

    public static InvocationStatus? Parse(string name)
    {
        var index = Array.FindIndex(_names, pair => pair.Name == name);
        return index < 0 ? null : _names[index].Status;
    }
}
