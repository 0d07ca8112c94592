using Holdfast.Engine;

namespace Holdfast.Attempts;

/// <summary>What happens to an attempt from outside of its flow, besides messages of the engine.</summary>
internal abstract record PumpEvent
{
    private PumpEvent()
    {
    }

    /// <summary>A side effect ended; null <paramref name="Error"/>: with this result.</summary>
    public sealed record RunEnded(PendingRun Run, EntryResult? Result, Exception? Error) : PumpEvent;

    /// <summary>Handler code was found running where it must not.</summary>
    public sealed record Escaped(AttemptError Error) : PumpEvent;
}
