namespace Holdfast.Restate.Admin;

/// <summary>Statuses as the server's tables call them.</summary>
internal static class StatusText
{
    /// <summary>Which texts stand for a status.</summary>
    public static IReadOnlyList<string> Of(InvocationStatus status) => status switch
    {
        InvocationStatus.Scheduled => ["scheduled"],
        InvocationStatus.Pending => ["pending", "ready"],
        InvocationStatus.Running => ["running"],
        InvocationStatus.Suspended => ["suspended"],
        InvocationStatus.BackingOff => ["backing-off"],
        InvocationStatus.Paused => ["paused"],
        _ => ["completed"],
    };

    /// <summary>What a text stands for. A server may have newer ones: those wait for something.</summary>
    public static InvocationStatus Read(string text) =>
        Enum.GetValues<InvocationStatus>().Where(status => Of(status).Contains(text))
            .Select(status => (InvocationStatus?)status).FirstOrDefault() ?? InvocationStatus.Pending;
}
