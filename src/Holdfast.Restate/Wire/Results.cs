using System.Diagnostics;
using Google.Protobuf;
using Holdfast.Engine;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>Values, failures and state keys: what results of commands and notifications are made of.</summary>
internal static class Results
{
    public static readonly Messages.Void Void = new();

    public static EntryResult.Value Of(Value value) => new(value.Content.Memory);

    public static EntryResult.Value Of(ByteString value) => new(value.Memory);

    public static EntryResult.Failure Of(Failure failure)
    {
        Dictionary<string, string>? metadata = null;
        foreach (var pair in failure.Metadata)
            (metadata ??= new(StringComparer.Ordinal))[pair.Key] = pair.Value;
        return new((int)Math.Min(failure.Code, int.MaxValue), failure.Message, metadata);
    }

    /// <summary>In the order that the port promises, whatever the server's is.</summary>
    public static EntryResult.StateKeys Of(StateKeys keys)
    {
        var names = new string[keys.Keys.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = Texts.OfStateKey(keys.Keys[i]);
        Array.Sort(names, StringComparer.Ordinal);
        return new(names);
    }

    /// <summary>Not copied: messages are written at once.</summary>
    public static ByteString ToBytes(ReadOnlyMemory<byte> bytes) => UnsafeByteOperations.UnsafeWrap(bytes);

    public static Value ToValue(ReadOnlyMemory<byte> bytes) => new() { Content = ToBytes(bytes) };

    /// <summary>Metadata are dropped before V6, which cannot carry them.</summary>
    public static Failure ToFailure(EntryResult.Failure failure, ProtocolVersion version)
    {
        var message = new Failure { Code = (uint)Math.Max(failure.Code, 0), Message = failure.Message };
        if (version < ProtocolVersion.V6 || failure.Metadata is null)
            return message;
        foreach (var (key, value) in failure.Metadata)
            message.Metadata.Add(new FailureMetadata { Key = key, Value = value });
        return message;
    }

    public static StateKeys ToStateKeys(EntryResult.StateKeys keys)
    {
        var message = new StateKeys();
        foreach (var key in keys.Keys)
            message.Keys.Add(Texts.ToStateKey(key));
        return message;
    }

    /// <summary>A mistake of the machine: the message has no field for such a result.</summary>
    public static UnreachableException NotCarriedBy(object message) => new($"No message can carry {message}");
}
