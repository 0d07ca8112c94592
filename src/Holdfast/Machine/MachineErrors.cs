using Holdfast.Engine;

namespace Holdfast.Machine;

/// <summary>The texts of the errors that end an attempt: what, where, and how to fix it.</summary>
internal sealed class MachineErrors(string handler, AttemptStart start)
{
    /// <summary>The code does something else than the journal says that it did.</summary>
    /// <param name="index">Index of the recorded command.</param>
    /// <param name="recorded">The recorded command.</param>
    /// <param name="issued">What the code does, as a verb and its object.</param>
    /// <param name="difference">In what a command differs; null when the code issues none.</param>
    public AttemptError Mismatch(int index, Command recorded, string issued, string? difference) =>
        new(
            ErrorCode.JournalMismatch,
            $"Journal mismatch in {handler} at command {index}: recorded "
            + $"'{CommandText.Of(recorded)}', code now {issued}"
            + $"{(difference is null ? "" : $" (different {difference})")}. "
            + "Code changed while this invocation was in flight, or the handler is not deterministic. "
            + "Deploy changed code as a new version, or restart the invocation: "
            + $"holdfast invocations restart {start.InvocationId}")
        {
            CommandIndex = index,
            CommandName = recorded.Name,
            CommandType = recorded.GetType(),
            // Retrying the same code against the same journal cannot help: an operator has to act.
            Behavior = start.SupportsErrorBehavior ? ErrorBehavior.Pause : ErrorBehavior.Retry,
        };

    public AttemptError Protocol(string what) =>
        new(ErrorCode.ProtocolViolation, $"Protocol violation in {handler}: {what}. This is a defect of the engine.");

    public AttemptError NotDurable() => new(
        ErrorCode.NonDurableAwait,
        $"{handler} awaits something that is not durable, such as a Task of an I/O call, Task.Delay or a semaphore. "
        + "Do it inside ctx.RunAsync, and await only what the context gives.");

    public AttemptError Escaped(string call) => new(
        ErrorCode.NonDurableAwait,
        $"{handler} used {call} outside its own flow: inside RunAsync, inside Task.Run, or after awaiting something "
        + "that is not durable. Do that work inside ctx.RunAsync, and do not use the context or a durable task in "
        + "there.");

    public AttemptError EscapedEnd() => new(
        ErrorCode.NonDurableAwait,
        $"{handler} ended on a foreign thread: it awaited something that is not durable beside a durable task. "
        + "Do that work inside ctx.RunAsync.");

    public AttemptError Blocking() => new(
        ErrorCode.NonDurableAwait, $"{handler} asked for the result of a durable task that is not done. Use await.");

    public AttemptError Unsupported(string feature) => new(
        ErrorCode.UnsupportedFeature,
        $"{handler} uses {feature}, which this engine or the version of its protocol does not support. "
        + "Leave it out, or upgrade the engine.");
}
