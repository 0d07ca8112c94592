using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>A side effect that was issued; its closure is executed unless its result turns up in the journal.</summary>
/// <param name="Command">The command.</param>
/// <param name="CommandIndex">Its index, for errors.</param>
/// <param name="WasRecorded">Did an earlier attempt issue it? Then the failures since count against its limits.</param>
/// <param name="Options">How it is retried; null: as the engine says.</param>
/// <param name="Action">The closure, with its value encoded.</param>
/// <param name="Task">What the handler awaits.</param>
internal sealed record PendingRun(
    RunCommand Command,
    int CommandIndex,
    bool WasRecorded,
    RunOptions? Options,
    Func<CancellationToken, Task<EntryResult>> Action,
    DurableTask Task)
{
    /// <summary>Timestamp of the start of the execution.</summary>
    public long StartedAt { get; set; }
}
