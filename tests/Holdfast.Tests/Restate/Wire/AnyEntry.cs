using CsCheck;
using Holdfast.Engine;
using Holdfast.Restate.Wire;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>Random commands and notifications, with everything that their messages can carry.</summary>
internal static class AnyEntry
{
    // Beyond ASCII as well, and never half of a surrogate pair: such a text has no UTF-8 form.
    private static readonly string[] _pieces = ["a", "é", "日", "😀", " ", "/", "\0", "\"", "name"];
    private static readonly Gen<string> _text =
        Gen.Int[0, _pieces.Length - 1].Array[1, 6].Select(text => string.Concat(text.Select(piece => _pieces[piece])));

    private static readonly Gen<string?> _optionalText =
        Gen.OneOf(Gen.Const((string?)null), _text.Select(t => (string?)t));
    private static readonly Gen<ReadOnlyMemory<byte>> _bytes =
        Gen.Byte.Array[0, 40].Select(bytes => (ReadOnlyMemory<byte>)bytes);

    private static readonly Gen<uint> _id = Gen.OneOf(Gen.UInt[1, 20], Gen.UInt);
    private static readonly Gen<Dictionary<string, string>> _pairs =
        Gen.Select(_text, Gen.OneOf(Gen.Const(""), _text)).Array[0, 3].Select(pairs =>
            pairs.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2));

    private static readonly Gen<DateTimeOffset> _time = Gen.OneOf(
        Gen.Long[0, 253_402_300_799_999].Select(DateTimeOffset.FromUnixTimeMilliseconds),
        Gen.Const(DateTimeOffset.UnixEpoch));

    private static readonly Gen<EntryResult> _void = Gen.Const(EntryResult.Nothing);
    private static readonly Gen<EntryResult> _value =
        _bytes.Select(EntryResult (bytes) => new EntryResult.Value(bytes));
    private static readonly Gen<EntryResult.StateKeys> _keys =
        _text.Array[0, 4].Select(keys => new EntryResult.StateKeys([.. keys.Distinct().Order(StringComparer.Ordinal)]));

    private static readonly Gen<NotificationId> _signal =
        Gen.OneOf(_id.Select(NotificationId.Signal), _text.Select(NotificationId.Signal));

    public static Gen<Command> Command(ProtocolVersion version) =>
        Gen.OneOf(Plain(version), Promises(version), State(), Invoking(version));

    /// <summary>With the message that it comes in.</summary>
    public static Gen<(MessageType Type, Notification Notification)> Notification(ProtocolVersion version)
    {
        var failure = Failure(version);
        var valueOrFailure = Gen.OneOf(_value, failure);
        var anything = Gen.OneOf(_void, _value, failure);
        return Gen.OneOf(
            Completion(MessageType.GetLazyStateCompletion, Gen.OneOf(_void, _value)),
            Completion(MessageType.GetLazyStateKeysCompletion, _keys.Select(EntryResult (keys) => keys)),
            Completion(MessageType.GetPromiseCompletion, valueOrFailure),
            Completion(MessageType.PeekPromiseCompletion, anything),
            Completion(MessageType.CompletePromiseCompletion, Gen.OneOf(_void, failure)),
            Completion(MessageType.SleepCompletion, _void),
            Completion(MessageType.CallCompletion, valueOrFailure),
            Completion(
                MessageType.CallInvocationIdCompletion,
                _text.Select(EntryResult (id) => new EntryResult.InvocationIdResult(id))),
            Completion(MessageType.RunCompletion, valueOrFailure),
            Completion(MessageType.AttachInvocationCompletion, valueOrFailure),
            Completion(MessageType.GetInvocationOutputCompletion, anything),
            Gen.Select(_signal, anything).Select((id, result) =>
                (MessageType.Signal, new Notification(id, result))));
    }

    public static Gen<EntryResult> Failure(ProtocolVersion version) =>
        Gen.Select(Gen.Int[0, 999], Gen.OneOf(Gen.Const(""), _text), _pairs).Select(EntryResult (code, text, pairs) =>
            new EntryResult.Failure(code, text, version < ProtocolVersion.V6 || pairs.Count == 0 ? null : pairs));

    private static Gen<(MessageType Type, Notification Notification)> Completion(
        MessageType type, Gen<EntryResult> result) =>
        Gen.Select(_id, result).Select((id, r) => (type, new Notification(NotificationId.Completion(id), r)));

    private static Gen<Command> Plain(ProtocolVersion version)
    {
        var valueOrFailure = Gen.OneOf(_value, Failure(version));
        return Gen.OneOf(
            Gen.Select(_bytes, _pairs).Select(Command (body, headers) => new InputCommand(body, headers)),
            valueOrFailure.Select(Command (result) => new OutputCommand(result)),
            Gen.Select(_time, _id, _optionalText).Select(Command (t, id, name) => new SleepCommand(t, id, name)),
            Gen.Select(_id, _optionalText).Select(Command (id, name) => new RunCommand(id, name)),
            Gen.Select(_text, _signal, Gen.OneOf(_void, _value, Failure(version)))
                .Select(Command (to, signal, result) => new SendSignalCommand(to, signal, result)),
            Gen.Select(_text, valueOrFailure).Select(Command (id, r) => new CompleteAwakeableCommand(id, r)));
    }

    private static Gen<Command> Promises(ProtocolVersion version) => Gen.OneOf(
        Gen.Select(_text, _id).Select(Command (key, id) => new GetPromiseCommand(key, id)),
        Gen.Select(_text, _id).Select(Command (key, id) => new PeekPromiseCommand(key, id)),
        Gen.Select(_text, Gen.OneOf(_value, Failure(version)), _id)
            .Select(Command (key, result, id) => new CompletePromiseCommand(key, result, id)));

    private static Gen<Command> State() => Gen.OneOf(
        Gen.Select(_text, _id).Select(Command (key, id) => new GetLazyStateCommand(key, id)),
        _id.Select(Command (id) => new GetLazyStateKeysCommand(id)),
        Gen.Select(_text, Gen.OneOf(_void, _value)).Select(Command (key, r) => new GetEagerStateCommand(key, r)),
        _keys.Select(Command (keys) => new GetEagerStateKeysCommand(keys)),
        Gen.Select(_text, _bytes).Select(Command (key, value) => new SetStateCommand(key, value)),
        _text.Select(Command (key) => new ClearStateCommand(key)),
        Gen.Const<Command>(new ClearAllStateCommand()));

    private static Gen<Command> Invoking(ProtocolVersion version)
    {
        var scope = version < ProtocolVersion.V7 ? Gen.Const((string?)null) : _optionalText;
        var target = Gen.Select(_text, _text, _optionalText).Select((s, h, key) => new Target(s, h, key));
        var options = Gen.Select(_optionalText, _pairs, scope, scope).Select((key, headers, s, limit) =>
            new CallOptions { IdempotencyKey = key, Headers = headers, Scope = s, LimitKey = limit });
        var invocation = Gen.OneOf(
            _text.Select(InvocationTarget (id) => new InvocationTarget.ById(id)),
            Gen.Select(target, _text, scope)
                .Select(InvocationTarget (t, key, s) => new InvocationTarget.ByIdempotencyKey(t, key, s)),
            Gen.Select(_text, _text, scope)
                .Select(InvocationTarget (name, key, s) => new InvocationTarget.ByWorkflow(name, key, s)));
        var later = _time.Where(time => time > DateTimeOffset.UnixEpoch).Select(time => (DateTimeOffset?)time);
        return Gen.OneOf(
            Gen.Select(target, _bytes, options, _id, _id, _optionalText)
                .Select(Command (t, body, o, first, id, name) => new CallCommand(t, body, o, first, id, name)),
            Gen.Select(target, _bytes, options, Gen.OneOf(Gen.Const((DateTimeOffset?)null), later), _id, _optionalText)
                .Select(Command (t, body, o, time, id, name) => new OneWayCallCommand(t, body, o, time, id, name)),
            Gen.Select(invocation, _id).Select(Command (i, id) => new AttachInvocationCommand(i, id)),
            Gen.Select(invocation, _id).Select(Command (i, id) => new GetInvocationOutputCommand(i, id)));
    }
}
