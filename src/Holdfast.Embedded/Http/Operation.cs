namespace Holdfast.Embedded.Http;

/// <summary>Something that operators do to an invocation.</summary>
/// <param name="Name">As in the path.</param>
/// <param name="Run">Does it.</param>
/// <param name="Conflict">What to answer when the invocation's own status forbids it; 200: it is so already.</param>
internal sealed record Operation(
    string Name,
    Func<IInvocationEngine, string, CancellationToken, Task<OperationOutcome>> Run,
    Func<InvocationStatus?, (int Status, string Reason)> Conflict)
{
    private const int TooEarly = 425;

    private static readonly (int Status, string Reason) _nothingToDo = (200, "");

    public static readonly Operation[] All =
    [
        new("cancel", (engine, id, token) => engine.CancelAsync(id, token), _ => (409, "was already completed.")),
        new("kill", (engine, id, token) => engine.KillAsync(id, token), _ => (409, "was already completed.")),
        new("pause", (engine, id, token) => engine.PauseAsync(id, token), WhyNotPaused),
        new("resume", (engine, id, token) => engine.ResumeAsync(id, token), WhyNotResumed),
        new("purge", (engine, id, token) => engine.PurgeAsync(id, token), _ => (409, "is not yet completed.")),
    ];

    private static (int Status, string Reason) WhyNotPaused(InvocationStatus? status) =>
        status is InvocationStatus.Paused ? _nothingToDo : (409, "is not running, cannot be paused.");

    private static (int Status, string Reason) WhyNotResumed(InvocationStatus? status) => status switch
    {
        InvocationStatus.Running or InvocationStatus.Suspended => _nothingToDo,
        InvocationStatus.Scheduled or InvocationStatus.Pending =>
            (TooEarly, "is either inboxed or scheduled, cannot be resumed."),
        _ => (409, "is completed, cannot be resumed."),
    };
}
