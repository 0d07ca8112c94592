namespace Holdfast.Embedded.Http;

/// <summary>Something that operators do to an invocation.</summary>
/// <param name="Name">As in the path.</param>
/// <param name="Run">Does it.</param>
/// <param name="Conflict">Status and reason when the invocation's own status does not allow it.</param>
internal sealed record Operation(
    string Name,
    Func<IInvocationEngine, string, CancellationToken, Task<OperationOutcome>> Run,
    Func<InvocationStatus?, (int Status, string Reason)> Conflict)
{
    private const int TooEarly = 425;

    public static readonly Operation[] All =
    [
        new("cancel", (engine, id, token) => engine.CancelAsync(id, token), _ => (409, "was already completed.")),
        new("kill", (engine, id, token) => engine.KillAsync(id, token), _ => (409, "was already completed.")),
        new("pause", (engine, id, token) => engine.PauseAsync(id, token), _ => (409, "is not running, cannot be paused.")),
        new("resume", (engine, id, token) => engine.ResumeAsync(id, token), WhyNotResumed),
        new("purge", (engine, id, token) => engine.PurgeAsync(id, token), _ => (409, "is not yet completed.")),
    ];

    private static (int Status, string Reason) WhyNotResumed(InvocationStatus? status) =>
        status is InvocationStatus.Scheduled or InvocationStatus.Pending
            ? (TooEarly, "is either inboxed or scheduled, cannot be resumed.")
            : (409, "is completed, cannot be resumed.");
}
