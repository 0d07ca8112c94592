using Holdfast.Engine;

namespace Holdfast.Machine;

/// <summary>
/// Says in what an issued command differs from the recorded one. The times of sleeps and sends may: the recorded count.
/// </summary>
internal static class CommandComparison
{
    private const string AnotherType = "type";

    /// <summary>What differs, for people; null when nothing does.</summary>
    public static string? Difference(Command recorded, Command issued) => (recorded, issued) switch
    {
        _ when recorded.GetType() != issued.GetType() => AnotherType,
        _ when (recorded.Name ?? "") != (issued.Name ?? "") => "name",
        (RunCommand r, RunCommand i) => CompletionId(r.CompletionId, i.CompletionId),
        (SleepCommand r, SleepCommand i) => CompletionId(r.CompletionId, i.CompletionId),
        (CallCommand r, CallCommand i) =>
            Invocation(r.Target, i.Target, r.Parameter, i.Parameter, r.Options, i.Options)
            ?? CompletionId(r.InvocationIdCompletionId, i.InvocationIdCompletionId)
            ?? CompletionId(r.CompletionId, i.CompletionId),
        (OneWayCallCommand r, OneWayCallCommand i) =>
            Invocation(r.Target, i.Target, r.Parameter, i.Parameter, r.Options, i.Options)
            ?? CompletionId(r.InvocationIdCompletionId, i.InvocationIdCompletionId),
        (SetStateCommand r, SetStateCommand i) => Key(r.Key, i.Key) ?? Bytes("value", r.Value, i.Value),
        (GetEagerStateCommand r, GetEagerStateCommand i) => Key(r.Key, i.Key),
        (GetEagerStateKeysCommand, GetEagerStateKeysCommand) => null,
        (GetLazyStateCommand r, GetLazyStateCommand i) =>
            Key(r.Key, i.Key) ?? CompletionId(r.CompletionId, i.CompletionId),
        _ => recorded.Equals(issued) ? null : "content",
    };

    private static string? Invocation(
        Target recordedTarget,
        Target issuedTarget,
        ReadOnlyMemory<byte> recordedParameter,
        ReadOnlyMemory<byte> issuedParameter,
        CallOptions recordedOptions,
        CallOptions issuedOptions) =>
        recordedTarget != issuedTarget ? "target"
        : Bytes("parameter", recordedParameter, issuedParameter)
        ?? (recordedOptions.Equals(issuedOptions) ? null : "options");

    private static string? Key(string recorded, string issued) => recorded == issued ? null : "key";

    private static string? Bytes(string what, ReadOnlyMemory<byte> recorded, ReadOnlyMemory<byte> issued) =>
        recorded.Span.SequenceEqual(issued.Span) ? null : what;

    private static string? CompletionId(uint recorded, uint issued) => recorded == issued ? null : "completion id";
}
