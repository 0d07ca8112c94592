using System.Globalization;
using Holdfast.Engine;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>
/// Journal entries with all of their content as text: records with bytes and dictionaries compare those by reference.
/// </summary>
internal static class EntryText
{
    public static string Of(JournalEntry entry) => entry switch
    {
        InputCommand input => $"Input {Bytes(input.Body)} {Pairs(input.Headers)}",
        SetStateCommand set => $"SetState {set.Key} {Bytes(set.Value)}",
        CallCommand call =>
            $"Call {Target(call.Target)} {Bytes(call.Parameter)} {Options(call.Options)} "
            + $"{call.InvocationIdCompletionId} {call.CompletionId} {call.Name}",
        OneWayCallCommand send =>
            $"OneWayCall {Target(send.Target)} {Bytes(send.Parameter)} {Options(send.Options)} {Time(send.InvokeTime)} "
            + $"{send.InvocationIdCompletionId} {send.Name}",
        SleepCommand sleep => $"Sleep {Time(sleep.WakeUpTime)} {sleep.CompletionId} {sleep.Name}",
        OutputCommand output => $"Output {Result(output.Result)}",
        SendSignalCommand signal => $"SendSignal {signal.InvocationId} {signal.Signal} {Result(signal.Result)}",
        CompleteAwakeableCommand complete => $"CompleteAwakeable {complete.AwakeableId} {Result(complete.Result)}",
        CompletePromiseCommand complete =>
            $"CompletePromise {complete.Key} {Result(complete.Result)} {complete.CompletionId}",
        GetEagerStateCommand get => $"GetEagerState {get.Key} {Result(get.Result)}",
        GetEagerStateKeysCommand keys => $"GetEagerStateKeys {Result(keys.Keys)}",
        Notification notification => $"Notification {notification.Id} {Result(notification.Result)}",
        _ => entry.ToString(),
    };

    public static string Of(EngineMessage message) =>
        message is EngineMessage.Notify notify ? Of(notify.Notification) : message.ToString();

    private static string Result(EntryResult result) => result switch
    {
        EntryResult.Value value => $"Value {Bytes(value.Bytes)}",
        EntryResult.Failure failure => $"Failure {failure.Code} {failure.Message} {Pairs(failure.Metadata)}",
        EntryResult.StateKeys keys => $"StateKeys {string.Join('|', keys.Keys)}",
        _ => result.ToString(),
    };

    private static string Target(Target target) => $"{target.Service}|{target.Key ?? "(no key)"}|{target.Handler}";

    private static string Options(CallOptions options) =>
        $"{options.IdempotencyKey ?? "-"} {options.Scope ?? "-"} {options.LimitKey ?? "-"} {Pairs(options.Headers)}";

    private static string Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture) ?? "now";

    private static string Bytes(ReadOnlyMemory<byte> bytes) => $"0x{Convert.ToHexString(bytes.Span)}";

    private static string Pairs(IReadOnlyDictionary<string, string>? pairs) =>
        string.Join(';', (pairs ?? new Dictionary<string, string>()).Select(pair => $"{pair.Key}={pair.Value}"));
}
